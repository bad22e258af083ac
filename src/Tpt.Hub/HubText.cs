using System.Globalization;

namespace Tpt.Hub;

/// <summary>What comes from outside, and numbers, as a message writes them.</summary>
internal static class HubText
{
    private const int Longest = 100;
    private const int MaxItems = 8;

    /// <summary>A text in one line, cut, with control characters as their codes.</summary>
    public static string Excerpt(string text)
    {
        var cut = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "\u2026") : text;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : c.ToString()));
    }

    /// <summary>The first of a list.</summary>
    public static string List(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return string.Join(", ", all.Take(MaxItems).Select(Excerpt)) + (all.Length > MaxItems ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - MaxItems} more") : "");
    }

    /// <summary>A size as people say it: <c>351 MB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}

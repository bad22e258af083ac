using System.Globalization;

namespace Tpt.Engine.Checkpoints;

/// <summary>Values from files as messages show them: what a file holds has no end, and a message has.</summary>
internal static class Excerpt
{
    private const int MaxLength = 100;
    private const int MaxItems = 5;

    public static string Of(string text) => text.Length <= MaxLength ? text : $"{text[..MaxLength]}... ({text.Length} characters)";

    public static string Of(IReadOnlyCollection<string> items, string separator = ", ")
        => string.Join(separator, items.Take(MaxItems).Select(Of)) + (items.Count > MaxItems ? $"{separator}and {items.Count - MaxItems} more" : "");

    /// <summary>A shape in brackets; no tensor of a model has more than four dimensions.</summary>
    public static string Of(IReadOnlyCollection<long> shape)
        => $"[{Of([.. shape.Select(size => size.ToString(CultureInfo.InvariantCulture))])}]";
}

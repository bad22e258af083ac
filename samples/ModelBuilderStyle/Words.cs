using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>Numbers and names in a sentence.</summary>
internal static class Words
{
    private const int NamesShown = 5;

    /// <summary>"1 image", "2 images".</summary>
    public static string Count(int count, string one, string? many = null) => Invariant($"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>The first names, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> names)
    {
        var some = string.Join(", ", names.Take(NamesShown));
        return names.Count > NamesShown ? Invariant($"{some} and {names.Count - NamesShown} more") : some;
    }
}

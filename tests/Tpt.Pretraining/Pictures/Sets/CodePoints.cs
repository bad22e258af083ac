namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>Sequences of code points, as names of emoji.</summary>
internal static class CodePoints
{
    private const string EmojiPresentation = "fe0f";

    /// <summary>Lower case hexadecimal with dashes, without the selector for emoji presentation: <c>2764-FE0F</c> is <c>2764</c>.</summary>
    public static string Normalise(string codes)
        => string.Join('-', codes.ToLowerInvariant().Split('-').Where(c => c != EmojiPresentation));
}

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Text from a saved file, or a path in one, as it goes into a message.</summary>
internal static class SavedText
{
    private const int Longest = 500;

    public static string Cut(string text) => text.Length > Longest ? $"{text[..Longest]}…" : text;
}

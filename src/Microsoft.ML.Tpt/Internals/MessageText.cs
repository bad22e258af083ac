namespace Microsoft.ML.Tpt.Internals;

/// <summary>Text from outside, such as a path in a saved file, as it goes into a message.</summary>
internal static class MessageText
{
    private const int Longest = 500;

    public static string Cut(string text) => text.Length > Longest ? $"{text[..Longest]}…" : text;
}

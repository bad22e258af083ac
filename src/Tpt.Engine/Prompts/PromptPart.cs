using System.Text;

namespace Tpt.Engine.Prompts;

/// <summary>What holds for every text that becomes part of a prompt: a class name, and a template.</summary>
internal static class PromptPart
{
    /// <summary>Text towers read 77 tokens or fewer, and a token of English text has about 4 characters: far more than any prompt that fits.</summary>
    public const int LongestText = 1000;

    /// <summary>What is wrong with a text, to follow "it" in a sentence; <see langword="null"/> where nothing is.</summary>
    public static string? FaultOf(string? text)
    {
        if (text is null)
        {
            return "must not be null";
        }
        if (text.Length > LongestText)
        {
            return FormattableString.Invariant($"must have at most {LongestText} characters, and has {text.Length}; text towers read 77 tokens or fewer");
        }
        return IndexOfLoneSurrogate(text) is >= 0 and var index
            ? FormattableString.Invariant($"must be text, and has half of a surrogate pair at character {index}")
            : null;
    }

    private static int IndexOfLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return i;
            }
            i += rune.Utf16SequenceLength - 1;
        }
        return -1;
    }
}

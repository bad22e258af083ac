using Tpt.Engine.Tokenization;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Prompts;

/// <summary>Class names to prompts in tokens, one prompt for each name that a class goes by.</summary>
internal static class PromptTokenizer
{
    /// <exception cref="ArgumentException">A prompt is longer than the text tower's context, or has fewer tokens than context vectors: the message names the class.</exception>
    public static PromptTokens[] Tokenize(ClipTokenizer tokenizer, PromptText text, IReadOnlyList<ClassPromptSet> classes, int contextLength)
        => [.. classes.SelectMany((set, index) => set.Names.Select(name => Tokenize(tokenizer, text, set.ClassName, name, index, contextLength)))];

    private static PromptTokens Tokenize(ClipTokenizer tokenizer, PromptText text, string className, string name, int classIndex, int contextLength)
    {
        var tokens = tokenizer.Encode(text.Fill(name));
        if (tokens.Length + 2 > contextLength)
        {
            throw new ArgumentException(
                Invariant($"The prompt of class '{Excerpt.Of(className)}' has {tokens.Length + 2} tokens with start and end, but the model's text tower reads {contextLength}. ")
                + "Use a shorter class name or prompt template.", nameof(name));
        }
        int[] ids = [tokenizer.StartOfText, .. tokens, tokenizer.EndOfText];
        // The text tower reads at the first end-of-text token, wherever it stands.
        var end = Array.IndexOf(ids, tokenizer.EndOfText);
        // A word of control characters has no token, and a template may hold the end-of-text token itself.
        if (end <= text.Layout.ContextLength)
        {
            throw new ArgumentException(
                Invariant($"The prompt of class '{Excerpt.Of(className)}' has {end - 1} tokens in front of its end, but {text.Layout.ContextLength} context vectors. ")
                + "Use a prompt template whose words are all words.", nameof(name));
        }
        return new PromptTokens(ids[..(end + 1)], tokenizer.Encode(PromptText.CleanName(name)).Length, classIndex);
    }
}

using Tpt.Engine.Tokenization;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Prompts;

/// <summary>Class names to prompts in tokens, one prompt for each name that a class goes by.</summary>
internal static class PromptTokenizer
{
    /// <exception cref="ArgumentException">
    /// A name has no token, a prompt is longer than the text tower's context or has fewer tokens than context vectors, two classes cannot be
    /// told apart (see <see cref="DistinctPrompts"/>): the message names the class. Or the tokenizer has no single token to put in the place of a context vector.
    /// </exception>
    public static PromptTokens[] Tokenize(ITextTokenizer tokenizer, PromptText text, IReadOnlyList<ClassPromptSet> classes, int contextLength)
    {
        if (text.HasPlaceholders && tokenizer.Encode(text.Before) is var placeholders && placeholders.Length != text.Layout.ContextLength)
        {
            throw OptionCheck.Unfit("Prompt.ContextTokens", Invariant(
                $"The model's tokenizer writes '{Excerpt.Of(text.Before)}' in {placeholders.Length} tokens, so it has none to stand for each of {text.Layout.ContextLength} context vectors. Take the words of a template for context."));
        }
        PromptTokens[] prompts = [.. classes.SelectMany((set, index) => set.Names.Select(name => Tokenize(tokenizer, text, set.ClassName, name, index, contextLength)))];
        DistinctPrompts.Require(prompts, text.Layout, classes);
        return prompts;
    }

    private static PromptTokens Tokenize(ITextTokenizer tokenizer, PromptText text, string className, string name, int classIndex, int contextLength)
    {
        var nameTokens = tokenizer.Encode(PromptText.CleanName(name));
        // A causal text tower reads at the first end-of-text token, wherever it stands: a name that begins with it is none.
        if (nameTokens.Length == 0 || nameTokens[0] == tokenizer.EndOfText)
        {
            throw OptionCheck.Unfit(
                "classes",
                $"The name '{Excerpt.Of(name)}' of class '{Excerpt.Of(className)}' has no token that the model's text tower reads, and the name is all that it knows of a class. Use another name.");
        }
        int[] start = tokenizer.StartOfText is { } startOfText ? [startOfText] : [];
        int[] ids = [.. start, .. tokenizer.Encode(text.Fill(name)), tokenizer.EndOfText];
        if (ids.Length > contextLength)
        {
            throw OptionCheck.Unfit(
                "classes",
                Invariant($"The prompt of class '{Excerpt.Of(className)}' has {ids.Length} tokens with start and end, but the model's text tower reads {contextLength}. ")
                + "Use a shorter class name or prompt template.");
        }
        var end = text.Layout.IsPadded ? ids.Length - 1 : Array.IndexOf(ids, tokenizer.EndOfText);
        // A word of control characters has no token, and a template may hold the end-of-text token itself.
        if (end < start.Length + text.Layout.ContextLength)
        {
            throw OptionCheck.Unfit(
                "classes",
                Invariant($"The prompt of class '{Excerpt.Of(className)}' has {end - start.Length} tokens in front of its end, but {text.Layout.ContextLength} context vectors. ")
                + "Use a prompt template whose words are all words.");
        }
        var padding = text.Layout.IsPadded ? contextLength - ids.Length : 0;
        return new PromptTokens([.. ids[..(end + 1)], .. Enumerable.Repeat(tokenizer.Padding, padding)], nameTokens.Length, classIndex);
    }
}

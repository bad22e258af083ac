using Tpt.Engine.Validation;

namespace Tpt.Engine.Prompts;

/// <summary>A prompt with a place for the class name.</summary>
internal sealed class PromptTemplate
{
    private const string Placeholder = "{0}";
    private readonly string _before;
    private readonly string _after;

    /// <exception cref="ArgumentException">The text is no template: see <see cref="FaultOf"/>.</exception>
    public PromptTemplate(string text, string parameterName)
    {
        if (FaultOf(text) is { } fault)
        {
            throw new ArgumentException($"{parameterName} is '{Excerpt.Of(text ?? "null")}'; it {fault}.", parameterName);
        }
        var at = text.IndexOf(Placeholder, StringComparison.Ordinal);
        // The reference writes underscores in prompts and names as spaces.
        (_before, _after) = (text[..at].Replace('_', ' '), text[(at + Placeholder.Length)..].Replace('_', ' '));
    }

    /// <summary>What is wrong with a template, to follow "it" in a sentence; <see langword="null"/> where nothing is.</summary>
    public static string? FaultOf(string? text)
    {
        if (PromptPart.FaultOf(text) is { } fault)
        {
            return fault;
        }
        var at = text!.IndexOf(Placeholder, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(Placeholder, at + 1, StringComparison.Ordinal) < 0
            ? null
            : "must hold {0} exactly once, where the class name goes, as in 'a photo of a {0}.'";
    }

    /// <summary>The prompt without anything to tune.</summary>
    public PromptText Fixed => new(_before, _after, new PromptLayout(0, ClassTokenPosition.End, 0));

    /// <summary>
    /// The prompt whose words are the context, one vector a word whatever its tokens, as in the reference. At
    /// <see cref="ClassTokenPosition.End"/> those are the words in front of the class name, else all words but the
    /// punctuation at the end.
    /// </summary>
    /// <param name="position">Where the class name stands among the context vectors.</param>
    /// <param name="contextLength">How many of the words, from the first on, are context; null for all.</param>
    public PromptText WithContextOfWords(ClassTokenPosition position, int? contextLength = null)
    {
        var before = Words(_before);
        if (position == ClassTokenPosition.End)
        {
            return new PromptText(_before, _after, new PromptLayout(contextLength ?? before.Length, position, 0));
        }
        var (inner, ending) = SplitEnding(_after);
        var after = Words(inner);
        string[] all = [.. before, .. after];
        // Without words behind the class name there is no place in the middle that the prompt shows, and the reference halves it.
        var splitIndex = after.Length > 0 ? before.Length : all.Length / 2;
        return new PromptText(string.Concat(all.Select(word => word + " ")), ending, new PromptLayout(all.Length, position, splitIndex));
    }

    /// <summary>The prompt in which vectors stand in place of the words: CoOp's "X X X X name." for four of them.</summary>
    public PromptText WithContextOfVectors(ClassTokenPosition position, int contextLength)
    {
        var ending = position == ClassTokenPosition.End ? _after : SplitEnding(_after).Ending;
        var placeholders = string.Concat(Enumerable.Repeat("X ", contextLength));
        return new PromptText(placeholders, ending, new PromptLayout(contextLength, position, contextLength / 2)) { HasPlaceholders = true };
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static (string Inner, string Ending) SplitEnding(string text)
    {
        var length = text.Length;
        while (length > 0 && !char.IsLetterOrDigit(text[length - 1]))
        {
            length--;
        }
        return (text[..length], text[length..].Trim());
    }
}

using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Prompts;

/// <summary>
/// The prompt, and the context vectors in it that are tuned. Every default is that of the reference implementation of Shu et al.,
/// NeurIPS 2022 (arXiv 2209.07511).
/// </summary>
/// <example>
/// <code>
/// // "a sketch of a" is four words, so four vectors are tuned.
/// var options = new TptClassifierOptions { Prompt = { Template = "a sketch of a {0}." } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record PromptOptions : IOptionGroup
{
    internal const int MostZeroShotTemplates = 1000;
    internal const string DefaultTemplate = "a photo of a {0}.";
    private const int MostContextTokens = 1000;

    /// <summary>
    /// The prompt, with <c>{0}</c> where the class name goes. The words in front of the class name are the context that is
    /// tuned, one vector a word; <see cref="ClassTokenPosition"/> can add those behind it. An underscore is a space. At most 1,000 characters.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the model's own recommendation, or <c>"a photo of a {0}."</c> where it has none.</value>
    public string? Template { get; set; }

    /// <summary>
    /// Where the class name stands among the context vectors. In the middle it stands where the template shows it, when
    /// words follow it, as <c>[CLS]</c> does in the reference; else half of the vectors precede it.
    /// </summary>
    /// <value>The default is <see cref="ClassTokenPosition.End"/> (the reference's command line).</value>
    public ClassTokenPosition ClassTokenPosition { get; set; } = ClassTokenPosition.End;

    /// <summary>What the context vectors are before an image tunes them, unless there is a <see cref="SoftPromptPath"/>.</summary>
    /// <value>The default is <see cref="ContextInitialization.Words"/> (section 4.1: "a photo of a").</value>
    public ContextInitialization ContextInitialization { get; set; } = ContextInitialization.Words;

    /// <summary>
    /// The number of context vectors. With <see cref="ContextInitialization.Words"/>, at most the number of words in front of
    /// the class name, and at <see cref="ClassTokenPosition.End"/> only: the words that are left stay as they are. With
    /// <see cref="ContextInitialization.Random"/>, at least 1 and so many that the marks of a text and a class name fit beside them: 74 for CLIP's own models, 62 for SigLIP's. Never above 1,000.
    /// </summary>
    /// <value>The default is <see langword="null"/>: one a word of the prompt, as in the reference, or as many as the soft prompt has.</value>
    [Within(1, MostContextTokens, Because = "CLIP's text tower reads 77; null takes one a word")]
    public int? ContextTokens { get; set; }

    /// <summary>
    /// A soft prompt that CoOp trained, in place of the template's words: a safetensors file with <c>ctx</c>, or the
    /// <c>.pth.tar</c> that CoOp publishes. Its length is the number of context vectors.
    /// </summary>
    /// <value>The default is <see langword="null"/>: none. The reference's "TPT + CoOp" takes the four vectors trained on ImageNet.</value>
    /// <example>
    /// <code>
    /// // The context that CoOp's authors trained on ImageNet with 16 images a class.
    /// var options = new TptClassifierOptions { Prompt = { SoftPromptPath = "coop/model.pth.tar-50" } };
    /// </code>
    /// </example>
    [ShortText]
    public string? SoftPromptPath { get; set; }

    /// <summary>
    /// Templates of a prompt ensemble for <see cref="TptPrediction.ZeroShotScores"/>, each with <c>{0}</c> where the class name
    /// goes: the mean of their L2-normalised class features, normalised again. Tuning starts from <see cref="Template"/>
    /// all the same. <see cref="PromptTemplates.FromFile"/> reads such a list. At least 1 and at most 1,000, of at most 1,000 characters each.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the prompt itself.</value>
    /// <example>
    /// <code>
    /// var options = new TptClassifierOptions { Prompt = { ZeroShotTemplates = ["a photo of a {0}.", "a painting of a {0}.", "the plastic {0}."] } };
    /// </code>
    /// </example>
    [ListLength(1, MostZeroShotTemplates)]
    public IReadOnlyList<string>? ZeroShotTemplates { get; set; }

    /// <summary>Whether the context is drawn at random, and not taken from words or a file.</summary>
    internal bool IsRandom => ContextInitialization == ContextInitialization.Random;

    internal PromptOptions Copy() => this with { ZeroShotTemplates = ZeroShotTemplates is null ? null : [.. ZeroShotTemplates] };

    /// <summary>Holds the prompt against what a method does with it.</summary>
    /// <param name="tunesContext">Whether the context is tuned, so that there must be one.</param>
    /// <param name="path">What errors call the group, with a dot behind it.</param>
    /// <exception cref="ArgumentException">There is no word to tune.</exception>
    internal void CheckContext(bool tunesContext, string path)
    {
        if (Template is null || SoftPromptPath is not null || (IsRandom && ContextTokens is not null))
        {
            return;
        }
        if ((tunesContext || IsRandom) && Words(path) == 0)
        {
            throw new ArgumentException(
                $"{path}{nameof(Template)} '{Excerpt.Of(Template)}' has no word to tune at {nameof(ClassTokenPosition)} {ClassTokenPosition}. "
                + "Put words in front of {0}, set ContextInitialization to Random with ContextTokens, or take a method that tunes nothing.", path + nameof(Template));
        }
    }

    void IOptionGroup.CheckTogether(string path)
    {
        if (ZeroShotTemplates is { } templates)
        {
            for (var i = 0; i < templates.Count; i++)
            {
                _ = new PromptTemplate(templates[i], Invariant($"{path}{nameof(ZeroShotTemplates)}[{i}]"));
            }
        }
        if (SoftPromptPath is not null)
        {
            OptionCheck.Require(!IsRandom, path + nameof(ContextInitialization), ContextInitialization, $"Words where there is a {nameof(SoftPromptPath)}, which says what the context is");
        }
        if (Template is null)
        {
            return;
        }
        var words = Words(path);
        if (SoftPromptPath is null && !IsRandom && ContextTokens is not null)
        {
            OptionCheck.Require(ClassTokenPosition == ClassTokenPosition.End, path + nameof(ContextTokens), ContextTokens, "null unless ClassTokenPosition is End or ContextInitialization is Random");
            OptionCheck.Require(ContextTokens <= words, path + nameof(ContextTokens), ContextTokens, Invariant($"at most {words}, the words in front of the class name, unless ContextInitialization is Random"));
        }
    }

    private int Words(string path) => new PromptTemplate(Template!, path + nameof(Template)).WithContextOfWords(ClassTokenPosition).Layout.ContextLength;
}

using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;

namespace Tpt.Engine;

/// <summary>The settings of a <see cref="TptClassifier"/>, in groups. Every default is the published one.</summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions
/// {
///     Prompt = { Template = "a sketch of a {0}." },
///     Views = { Count = 32, Augmentation = ViewAugmentation.AugMix, Seed = 1 },
///     Method = new PromptTuningOptions { SelectionFraction = 0.2 },
/// };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record TptClassifierOptions : IOptionGroup
{
    /// <summary>The prompt, and the context vectors in it that are tuned.</summary>
    public PromptOptions Prompt { get; set; } = new();

    /// <summary>The views of an image.</summary>
    public ViewOptions Views { get; set; } = new();

    /// <summary>What turns the views into scores.</summary>
    /// <value>The default is <see cref="PromptTuningOptions"/>.</value>
    public MethodOptions Method { get; set; } = new PromptTuningOptions();

    /// <summary>What brings the confidence of the scores nearer to how often they are right.</summary>
    /// <value>The default is <see langword="null"/>: none, the scores are the softmax of the logits.</value>
    public CalibrationOptions? Calibration { get; set; }

    /// <summary>What decides image by image whether <see cref="Method"/> is run.</summary>
    /// <value>The default is <see langword="null"/>: none, it is run on every image.</value>
    public GateOptions? Gate { get; set; }

    /// <summary>What may be computed less exactly to save time.</summary>
    /// <value>The default is nothing.</value>
    public ApproximationOptions Approximations { get; set; } = new();

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range: the message names it, its value and the range.</exception>
    /// <example>
    /// <code>
    /// var options = new TptClassifierOptions { Views = { Count = 0 } };
    /// try
    /// {
    ///     options.Validate();
    /// }
    /// catch (ArgumentException exception)
    /// {
    ///     Console.WriteLine(exception.Message);     // Views.Count is 0; it must be at least 1 and at most 4096: ...
    /// }
    /// </code>
    /// </example>
    public void Validate() => OptionValidator.Check(this);

    internal TptClassifierOptions Copy() => new()
    {
        Prompt = Prompt?.Copy()!,
        Views = Views is null ? null! : Views with { },
        Method = Method is null ? null! : Method with { },
        Calibration = Calibration is null ? null : Calibration with { },
        Gate = Gate is null ? null : Gate with { },
        Approximations = Approximations is null ? null! : Approximations with { },
    };

    void IOptionGroup.CheckTogether(string path)
    {
        Method.CheckViews(Views.Count, $"{path}{nameof(Method)}.");
        Method.CheckApproximations(Approximations, Views.Count, $"{path}{nameof(Approximations)}.");
        Calibration?.CheckMethod(Method, Views.Count, $"{path}{nameof(Calibration)}");
        Calibration?.CheckApproximations(Method, Approximations, $"{path}{nameof(Approximations)}.");
        Gate?.CheckViews(Views.Count, $"{path}{nameof(Gate)}.");
        Method.CheckPrompt(Prompt, $"{path}{nameof(Prompt)}.");
        Prompt.CheckContext(Method.Needs(Views.Count).TunesContext, $"{path}{nameof(Prompt)}.");
    }
}

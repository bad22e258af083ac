using System.ComponentModel;
using System.Text.Json.Serialization;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Calibration;

/// <summary>
/// What brings the confidence of the adapted scores nearer to how often they are right. Adaptation makes CLIP overconfident: with
/// ViT-B/16 the expected calibration error is 4.3 % before test-time prompt tuning and 11.3 % after it (Liang et al. 2026, 11 data sets).
/// Each kind has a record of its own, such as <see cref="ConfidenceMatchingOptions"/>.
/// </summary>
/// <remarks>
/// In a configuration file the name stands for a calibration with its defaults, and settings may follow:
/// <c>"Calibration": "ConfidenceMatching"</c>, <c>"Calibration": "Temperature; Value=1.16"</c>. The zero-shot scores are never calibrated.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Calibration = new ConfidenceMatchingOptions() };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
[TypeConverter(typeof(CalibrationNameConverter))]
public abstract record CalibrationOptions : IOptionGroup
{
    // The calibrations are this library's: what one needs of the engine is no public API.
    private protected CalibrationOptions()
    {
    }

    /// <summary>The calibration's name: that of its options without "Options". It stands in saved models and configuration files.</summary>
    /// <exception cref="InvalidOperationException">Another name is given to it, as by a configuration section that names another calibration than its object is.</exception>
    [JsonIgnore]
    public string Name
    {
        get => NamedOptions.NameOf(GetType());
        init => NamedOptions.RequireName(this, "Calibration", value, "Temperature; Value=1.16");
    }

    /// <summary>Every calibration there is, by name.</summary>
    internal static IReadOnlyDictionary<string, Type> All { get; } = NamedOptions.KindsOf(typeof(CalibrationOptions));

    /// <summary>Whether it needs <see cref="Adaptation.ViewLogits"/>.</summary>
    internal virtual bool NeedsViewLogits => false;

    /// <summary>The calibration.</summary>
    /// <param name="context">The class set.</param>
    internal abstract ICalibration Create(MethodContext context);

    /// <summary>Whether it can stand behind a method.</summary>
    internal bool Allows(MethodOptions method) => !NeedsViewLogits || method.GivesViewLogits;

    /// <summary>Holds it against the method and the number of views.</summary>
    /// <param name="method">The method.</param>
    /// <param name="views">The number of views.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ArgumentException">The method does not give what it needs, or the views are too few.</exception>
    internal void CheckMethod(MethodOptions method, int views, string name)
    {
        if (!Allows(method))
        {
            throw OptionCheck.Unfit(name, $"{name} is {Name}, which needs the logits of every view after adaptation, and the method {method.Name} with its settings gives none. Use a method that tunes what all views are scored with, such as PromptTuning, or the calibration Temperature, which goes with any method.");
        }
        CheckViews(views, name + ".");
    }

    /// <summary>Holds it against what may be computed less exactly.</summary>
    /// <param name="method">The method.</param>
    /// <param name="approximations">What may be.</param>
    /// <param name="path">Where the approximations stand in the options.</param>
    /// <exception cref="ArgumentException">An approximation holds nothing of what it looks at.</exception>
    internal void CheckApproximations(MethodOptions method, ApproximationOptions approximations, string path)
        => OptionCheck.Require(!NeedsViewLogits || method is not ContextTuningOptions { Steps: > 0 } || approximations.FirstOrderTolerance == 0,
            path + nameof(ApproximationOptions.FirstOrderTolerance), approximations.FirstOrderTolerance,
            $"0 with the calibration {Name}: it holds the error of the centre view's scores alone, and the temperature is fitted on those of other views");

    private protected virtual void CheckViews(int views, string path)
    {
    }

    void IOptionGroup.CheckTogether(string path)
    {
    }
}

using Tpt.Engine.Methods;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Calibration;

/// <summary>
/// One fixed temperature for every image (Guo et al. 2017): the scores are <c>softmax(logits / Value)</c>. The predicted label never
/// changes. It goes with any method, zero-shot too.
/// </summary>
/// <example>
/// <code>
/// // C-TPT's own figure for tuned ViT-B/16 scores.
/// var options = new TptClassifierOptions { Calibration = new TemperatureOptions { Value = 1.16 } };
/// </code>
/// </example>
public sealed record TemperatureOptions : CalibrationOptions
{
    internal const double Lowest = 0.01;
    internal const double Highest = 100;

    /// <summary>
    /// What the logits are divided by. Above 1 the scores become less certain, below 1 more. In [0.01, 100]. Yoon et al. 2024 (C-TPT) fitted
    /// 1.16 for tuned ViT-B/16 and 1.15 for RN50.
    /// </summary>
    /// <value>The default is 1, which changes nothing: the right value depends on the model and the method.</value>
    [Within(Lowest, Highest, Because = "the logits are divided by it, and fitted values are near 1")]
    public double Value { get; set; } = 1;

    internal override ICalibration Create(MethodContext context) => new TemperatureScaling(Value);
}

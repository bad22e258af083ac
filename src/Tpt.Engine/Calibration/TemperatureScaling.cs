using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Calibration;

/// <summary>p = softmax(z / T).</summary>
internal sealed class TemperatureScaling(double temperature) : ICalibration
{
    public bool KeepsLabel => true;

    public Tensor Calibrate(Adaptation adapted, ViewEvidence evidence) => Probabilities(adapted.Logits, temperature);

    /// <summary>softmax(z / T) over the last dimension.</summary>
    public static Tensor Probabilities(Tensor logits, double temperature)
    {
        using var scope = NewDisposeScope();
        return logits.Over(temperature).softmax(-1).MoveToOuterDisposeScope();
    }
}

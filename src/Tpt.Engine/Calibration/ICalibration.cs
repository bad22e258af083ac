using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using static TorchSharp.torch;

namespace Tpt.Engine.Calibration;

/// <summary>What makes probabilities of adapted logits, in place of their softmax. It keeps nothing from one image to the next.</summary>
internal interface ICalibration
{
    /// <summary>Whether the class of the highest score is that of the highest logit, always.</summary>
    bool KeepsLabel { get; }

    /// <summary>The probabilities of the classes, <c>[classes]</c>; NaN where the adapted logits of the centre view are not numbers.</summary>
    /// <param name="adapted">What the method made of an image. Where none was run, it has no logits of the views.</param>
    /// <param name="evidence">What it looked at.</param>
    Tensor Calibrate(Adaptation adapted, ViewEvidence evidence);
}

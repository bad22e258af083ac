using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>What the steps lower, a scalar.</summary>
/// <param name="logits">The logits of the confident views, <c>[k, classes]</c>.</param>
/// <param name="classFeatures">The L2-normalised features of the classes that gave them, <c>[classes, embedding]</c>.</param>
internal delegate Tensor TuningLoss(Tensor logits, Tensor classFeatures);

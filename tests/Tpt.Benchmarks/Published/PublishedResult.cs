using static TorchSharp.torch;

namespace Tpt.Benchmarks.Published;

/// <summary>What the published algorithm makes of an image.</summary>
/// <param name="ImageFeatures">L2-normalised, <c>[views, embedding]</c>.</param>
/// <param name="Step">The text side.</param>
/// <param name="Probabilities">Of the centre view at the tuned prompt, <c>[classes]</c>.</param>
internal sealed record PublishedResult(Tensor ImageFeatures, PublishedStep Step, Tensor Probabilities);

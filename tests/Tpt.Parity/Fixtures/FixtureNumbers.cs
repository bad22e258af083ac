using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures;

/// <summary>What a loaded checkpoint makes of the picture and the texts. The tensors belong to the dispose scope that it was made in.</summary>
/// <param name="TokenIds"><c>[texts, context length]</c>, int64: start and end included, 0 behind the end.</param>
/// <param name="Pixels"><c>[1, 3, size, size]</c>.</param>
/// <param name="ImageFeatures"><c>[1, embedding]</c>, of length 1.</param>
/// <param name="TextFeatures"><c>[texts, embedding]</c>, of length 1.</param>
/// <param name="Logits"><c>[1, texts]</c>.</param>
/// <param name="LogitScale">A scalar, before exp.</param>
/// <param name="Context">The context vectors of a soft prompt, <c>[M, width]</c>; null where there is none.</param>
/// <param name="Config">The architecture as it was read or inferred.</param>
/// <param name="Preprocessing">How the picture was read.</param>
internal sealed record FixtureNumbers(
    Tensor TokenIds, Tensor Pixels, Tensor ImageFeatures, Tensor TextFeatures, Tensor Logits, Tensor LogitScale, Tensor? Context, ClipConfig Config, ImagePreprocessing Preprocessing);

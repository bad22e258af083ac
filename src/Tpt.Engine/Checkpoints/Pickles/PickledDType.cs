using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>What the numbers of a storage are.</summary>
/// <param name="Name">PyTorch's name, such as <c>torch.HalfStorage</c> or <c>torch.float8_e4m3fn</c>.</param>
/// <param name="Type">The dtype; null where numbers of that kind cannot be read.</param>
/// <param name="Size">The bytes of a number; 0 where it cannot be read.</param>
internal sealed record PickledDType(string Name, ScalarType? Type, int Size);

using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>One tensor of a safetensors header: dtype, shape, and where its bytes begin behind the header.</summary>
internal sealed record SafetensorsEntry(ScalarType DType, long[] Shape, long Offset, long ByteLength);

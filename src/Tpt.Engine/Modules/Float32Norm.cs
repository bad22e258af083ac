using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>Layer norms with weights in 32-bit floats, whatever the tower computes in: as in the reference's own runs, where 16 bits are for products alone.</summary>
internal static class Float32Norm
{
    /// <summary>The norm of tokens, computed in 32-bit floats and given back in the dtype of the tokens.</summary>
    public static Tensor Normalize(this LayerNorm norm, Tensor tokens)
    {
        // libtorch's kernel for CPUs reads 16 bits, computes in 32 and writes 16; the one for GPUs wants all of one dtype.
        if (tokens.dtype == ScalarType.Float32 || tokens.device_type == DeviceType.CPU)
        {
            return norm.forward(tokens);
        }
        using var scope = NewDisposeScope();
        return norm.forward(tokens.to(ScalarType.Float32)).to(tokens.dtype).MoveToOuterDisposeScope();
    }
}

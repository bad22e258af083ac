using TorchSharp;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>The image tower over many views.</summary>
internal static class ImageEncoder
{
    /// <summary>
    /// Image features before L2 normalisation, without a graph: <c>[views, 3, size, size]</c> to <c>[views, embedding]</c>, in
    /// 32-bit floats, whatever the image tower computes in.
    /// </summary>
    public static Tensor Encode(ImageTower tower, Tensor pixels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long start = 0; start < pixels.shape[0]; start += tower.ChunkSize)
        {
            var chunk = pixels.narrow(0, start, Math.Min(tower.ChunkSize, pixels.shape[0] - start)).to(tower.DType);
            parts.Add(tower.forward(chunk));
        }
        return cat(parts, 0).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}

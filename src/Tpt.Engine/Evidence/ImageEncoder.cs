using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>The image tower over the views of an image.</summary>
internal static class ImageEncoder
{
    /// <summary>
    /// Image features before L2 normalisation, without a graph: <c>[views, 3, size, size]</c> to <c>[views, embedding]</c>, in
    /// 32-bit floats, whatever the image tower computes in.
    /// </summary>
    /// <param name="tower">The image tower.</param>
    /// <param name="pixels">The views, the centre view first.</param>
    /// <param name="tokenMerging">The share of the patches that is merged in every view but the centre view; in [0, 1), and 0 for any tower but CLIP's vision transformer.</param>
    public static Tensor Encode(ImageTower tower, Tensor pixels, double tokenMerging = 0)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (tokenMerging == 0)
        {
            return Encode(tower, pixels, tower.forward).MoveToOuterDisposeScope();
        }
        var centre = Encode(tower, pixels.narrow(0, 0, 1), tower.forward);
        var others = pixels.narrow(0, 1, pixels.shape[0] - 1);
        return others.shape[0] == 0
            ? centre.MoveToOuterDisposeScope()
            : cat([centre, Encode(tower, others, chunk => tower.EncodeMerging(chunk, tokenMerging))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>The images a chunk at a time, in fp32, in the caller's dispose scope.</summary>
    internal static Tensor Encode(ImageTower tower, Tensor pixels, Func<Tensor, Tensor> encode)
    {
        var parts = new List<Tensor>();
        for (long start = 0, count; start < pixels.shape[0];)
        {
            count = Math.Min(tower.ChunkSize, pixels.shape[0] - start);
            try
            {
                parts.Add(encode(pixels.narrow(0, start, count).to(tower.DType)));
                start += count;
            }
            catch (ExternalException shortage) when (MemoryShortage.Is(shortage) && tower.TryHalveChunks(count))
            {
                // Again, with half as many views.
            }
        }
        return cat(parts, 0).to(ScalarType.Float32);
    }
}

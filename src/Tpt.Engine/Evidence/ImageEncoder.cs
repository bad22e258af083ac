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
    /// <param name="pixels">The views.</param>
    public static Tensor Encode(ImageTower tower, Tensor pixels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Encode(tower, pixels, tower.forward).MoveToOuterDisposeScope();
    }

    /// <summary>The same with the centre view whole and the others screened.</summary>
    /// <param name="tower">The image tower, CLIP's vision transformer.</param>
    /// <param name="pixels">The views, the centre view first, two or more.</param>
    /// <param name="screening">How the others are looked through.</param>
    public static Tensor Screen(ImageTower tower, Tensor pixels, Screening screening)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var centre = Encode(tower, pixels.narrow(0, 0, 1), tower.forward);
        var others = pixels.narrow(0, 1, pixels.shape[0] - 1);
        var keptTokens = DeviceUpload.Of(PatchDropout.KeptTokens(screening.PatchDropout, tower.PatchesPerRow), pixels.device);
        // As many views as have the patches of a whole one go through in its place.
        var viewsInPlaceOfOne = (int)(1 / (1 - screening.PatchDropout));
        return cat([centre, Encode(tower, others, chunk => tower.Screen(chunk, keptTokens), viewsInPlaceOfOne)], 0).MoveToOuterDisposeScope();
    }

    /// <summary>The images a chunk at a time, in fp32, in the caller's dispose scope.</summary>
    internal static Tensor Encode(ImageTower tower, Tensor pixels, Func<Tensor, Tensor> encode, int viewsInPlaceOfOne = 1)
    {
        var parts = new List<Tensor>();
        for (long start = 0, count; start < pixels.shape[0];)
        {
            count = Math.Min((long)tower.ChunkSize * viewsInPlaceOfOne, pixels.shape[0] - start);
            try
            {
                parts.Add(encode(pixels.narrow(0, start, count).to(tower.DType)));
                start += count;
            }
            catch (ExternalException shortage) when (MemoryShortage.Is(shortage) && tower.TryHalveChunks((count + viewsInPlaceOfOne - 1) / viewsInPlaceOfOne))
            {
                // Again, with half as many views.
            }
        }
        return cat(parts, 0).to(ScalarType.Float32);
    }
}

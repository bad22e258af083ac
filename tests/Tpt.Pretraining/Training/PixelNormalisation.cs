using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>What the image tower takes: CLIP's per-channel normalisation.</summary>
internal static class PixelNormalisation
{
    private static readonly float[] _mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] _deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>RGB between 0 and 1, <c>[batch, 3, height, width]</c>, to the same normalised.</summary>
    public static Tensor Normalise(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        return ((rgb - Channels(_mean)) / Channels(_deviation)).MoveToOuterDisposeScope();
        Tensor Channels(float[] values) => tensor(values, device: rgb.device).view(1, 3, 1, 1);
    }

    /// <summary>Premultiplied RGBA bytes <c>[batch, side, side, 4]</c> on white, resized to <c>[batch, 3, size, size]</c> and normalised.</summary>
    public static Tensor OnWhite(Tensor pictures, int size)
    {
        using var scope = NewDisposeScope();
        var rgba = ToChannels(pictures);
        var rgb = rgba.narrow(1, 0, 3) + 1 - rgba.narrow(1, 3, 1);
        return Normalise(nn.functional.interpolate(rgb, size: [size, size], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true).clamp_(0, 1))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Bytes <c>[batch, side, side, 4]</c> to floats between 0 and 1, <c>[batch, 4, side, side]</c>.</summary>
    public static Tensor ToChannels(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return pictures.permute(0, 3, 1, 2).to(ScalarType.Float32).div_(255).MoveToOuterDisposeScope();
    }
}

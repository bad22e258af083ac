namespace Tpt.Engine.Imaging;

/// <summary>Where the pixels of the centre view come from: the size that an image is resized to, and the square in its middle.</summary>
internal static class ResizeGeometry
{
    /// <summary>The size of the whole resized image. A side may exceed 32 bits; only the crop of it is computed.</summary>
    public static (long Width, long Height) SizeOf(ImagePreprocessing preprocessing, int width, int height)
    {
        if (preprocessing.ResizeEdge is not { } edge)
        {
            return (width, height);
        }

        return preprocessing.ResizeMode switch
        {
            ResizeMode.Squash => (edge, edge),
            ResizeMode.Longest => Fit(width, height, edge),
            // torchvision's Resize: int(edge * long / short)
            _ => width <= height ? (edge, (long)edge * height / width) : ((long)edge * width / height, edge),
        };
    }

    /// <summary>
    /// One axis of torchvision's CenterCrop and of OpenCLIP's CenterCropOrPad: <c>int(round((length - crop) / 2))</c>, half to even.
    /// A shorter axis is padded, the smaller half before it.
    /// </summary>
    /// <param name="length">The axis of the resized image.</param>
    /// <param name="cropSize">The side of the square.</param>
    public static (long Start, int Length, int PaddingBefore) CentreCrop(long length, int cropSize) => length >= cropSize
        ? ((long)Math.Round((length - cropSize) / 2.0, MidpointRounding.ToEven), cropSize, 0)
        : (0, (int)length, (cropSize - (int)length) / 2);

    /// <summary>OpenCLIP's ResizeKeepRatio: <c>round(side / max(height / edge, width / edge))</c>, half to even. A side keeps at least one pixel.</summary>
    private static (long Width, long Height) Fit(int width, int height, int edge)
    {
        var ratio = Math.Max((double)height / edge, (double)width / edge);
        return (Side(width), Side(height));
        long Side(int side) => Math.Max(1, (long)Math.Round(side / ratio, MidpointRounding.ToEven));
    }
}

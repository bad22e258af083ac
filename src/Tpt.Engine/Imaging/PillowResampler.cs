using System.Buffers;
using System.Drawing;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>
/// Pillow's <c>Image.crop</c> and <c>Image.resize</c>, bit for bit: weights of 22 fractional bits, horizontal before
/// vertical, rounded to bytes in between. Only the part of the output that is asked for is computed.
/// </summary>
internal static class PillowResampler
{
    /// <param name="image">The source.</param>
    /// <param name="crop">The part of the source that is resized; the filter sees nothing outside it.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="output">The size of the whole output.</param>
    /// <param name="window">The part of the output that goes to the sink.</param>
    /// <param name="mirror">Whether the output is mirrored left to right.</param>
    /// <param name="sink">Takes the window's rows from top to bottom.</param>
    public static void Resize<TSink>(ImagePixels image, Rectangle crop, ResampleFilter filter, Size output, Rectangle window, bool mirror, TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        CheckInside(window, output, nameof(window));
        Resize(image, crop, filter, new ResampleAxis(output.Width, window.X, window.Width), new ResampleAxis(output.Height, window.Y, window.Height), mirror, sink);
    }

    /// <inheritdoc cref="Resize{TSink}(ImagePixels, Rectangle, ResampleFilter, Size, Rectangle, bool, TSink)"/>
    /// <param name="image">The source.</param>
    /// <param name="crop">The part of the source that is resized; the filter sees nothing outside it.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="outputColumns">The columns of the output, and which of them go to the sink.</param>
    /// <param name="outputRows">The rows of the output, and which of them go to the sink.</param>
    /// <param name="mirror">Whether the output is mirrored left to right.</param>
    /// <param name="sink">Takes the rows from top to bottom.</param>
    public static void Resize<TSink>(
        ImagePixels image, Rectangle crop, ResampleFilter filter, ResampleAxis outputColumns, ResampleAxis outputRows, bool mirror, TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        CheckInside(crop, new Size(image.Width, image.Height), nameof(crop));
        using var columns = ResampleWeights.Create(filter, crop.Width, outputColumns, mirror);
        using var rows = ResampleWeights.Create(filter, crop.Height, outputRows, mirror: false);

        var stride = (outputColumns.Count + VerticalPass.Columns - 1) / VerticalPass.Columns * VerticalPass.Columns;
        var length = (long)rows.InputCount * 3 * stride;
        if (length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(image), Invariant($"Resizing {crop.Width}x{crop.Height} of an image of {image.Width}x{image.Height} to {outputColumns.Length}x{outputRows.Length} ")
                + Invariant($"needs {length} bytes, and a buffer has at most {Array.MaxLength}. Scale the image down before."));
        }

        var planes = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var origin = ((crop.Y + rows.FirstInput) * image.Width) + crop.X + columns.FirstInput;
            HorizontalPass.Run(image, origin, columns, rows.InputCount, planes, stride);
            VerticalPass.Run(planes, stride, rows, outputColumns.Count, outputRows.Count, sink);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    /// <summary>A crop resized to a square, as RandomResizedCrop does.</summary>
    public static void ResizeToSquare<TSink>(ImagePixels image, Rectangle crop, ResampleFilter filter, int size, bool mirror, TSink sink)
        where TSink : IRowSink, allows ref struct =>
        Resize(image, crop, filter, new Size(size, size), new Rectangle(0, 0, size, size), mirror, sink);

    private static void CheckInside(Rectangle rectangle, Size size, string name)
    {
        if (rectangle.Width <= 0 || rectangle.Height <= 0 || !new Rectangle(Point.Empty, size).Contains(rectangle))
        {
            throw new ArgumentOutOfRangeException(name, rectangle, Invariant($"The rectangle must have an area and lie inside {size.Width}x{size.Height}."));
        }
    }
}

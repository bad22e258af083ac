using System.Runtime.InteropServices;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Rows of four bytes a pixel outside the collector's heap, given back at once when disposed.</summary>
internal sealed unsafe class PixelBuffer : IDisposable
{
    private void* _pixels;

    public PixelBuffer(int width, int height)
    {
        Width = width;
        Height = height;
        RowBytes = checked(width * 4);
        Length = checked(RowBytes * height);
        _pixels = NativeMemory.AllocZeroed((nuint)Length);
    }

    public int Width { get; }

    public int Height { get; }

    public int RowBytes { get; }

    public int Length { get; }

    public IntPtr Address => (IntPtr)_pixels;

    public Span<byte> Pixels => new(_pixels, Length);

    public Span<byte> Row(int y) => Pixels.Slice(y * RowBytes, RowBytes);

    public void Dispose()
    {
        NativeMemory.Free(_pixels);
        _pixels = null;
    }
}

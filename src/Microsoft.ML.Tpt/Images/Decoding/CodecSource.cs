using System.Buffers;
using SkiaSharp;

namespace Microsoft.ML.Tpt.Images.Decoding;

/// <summary>A codec over a file in memory, which stays where it is and is not copied while the codec reads it.</summary>
internal sealed class CodecSource : IDisposable
{
    private readonly MemoryHandle _pin;
    private readonly SKData _data;

    public unsafe CodecSource(ReadOnlyMemory<byte> file)
    {
        _pin = file.Pin();
        _data = SKData.Create((IntPtr)_pin.Pointer, file.Length);
        Codec = SKCodec.Create(_data);
    }

    /// <summary><see langword="null"/> where SkiaSharp does not take the file for a picture.</summary>
    public SKCodec? Codec { get; }

    public void Dispose()
    {
        Codec?.Dispose();
        _data.Dispose();
        _pin.Dispose();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Engine;

namespace Tpt.Fuzz.Entries;

/// <summary>The decoder of the byte column.</summary>
internal static class ImageEntry
{
    /// <summary>Whether the file is an image whose pixels can be had.</summary>
    public static bool Decode(byte[] file, AlphaHandling alpha, bool applyExifOrientation)
    {
        var reader = new EncodedReader("Image", (ref VBuffer<byte> value) => value = new VBuffer<byte>(file.Length, file), alpha, applyExifOrientation);
        return reader.Read(0)?.Invoke() is not null;
    }
}

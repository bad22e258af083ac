using System.Buffers.Binary;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes an image file as its format is built, as bytes, or both.</summary>
internal static class ImageMutation
{
    /// <param name="file">A right image file.</param>
    /// <param name="other">Another one.</param>
    /// <param name="random">The random numbers.</param>
    public static byte[] Mutate(byte[] file, byte[] other, Pcg random)
    {
        switch (random.Below(12))
        {
            case 0:
                return ByteMutation.Splice(file, other, random);
            case <= 3:
                return ByteMutation.Mutate(file, random);
            default:
                var changed = Structure(file, random);
                return random.OneIn(4) ? ByteMutation.Mutate(changed, random) : changed;
        }
    }

    private static byte[] Structure(byte[] file, Pcg random)
        => PngMutation.Fits(file) ? PngMutation.Mutate(file, random)
            : JpegMutation.Fits(file) ? JpegMutation.Mutate(file, random)
            : GifMutation.Fits(file) ? GifMutation.Mutate(file, random)
            : WebpMutation.Fits(file) ? WebpMutation.Mutate(file, random)
            : file.AsSpan().StartsWith("BM"u8) ? Bmp(file, random)
            : Header(file, random);

    /// <summary>A TIFF, TGA or PBM file: what stands in its first bytes or last ones, where its numbers are, becomes another one.</summary>
    private static byte[] Header(byte[] file, Pcg random)
    {
        const int Length = 24;
        var changed = file.ToArray();
        var near = random.Below(Math.Min(Length, changed.Length));
        var at = random.OneIn(2) ? near : changed.Length - 1 - near;
        changed[at] = (byte)random.Below(256);
        return changed;
    }

    /// <summary>A BMP is a header and numbers: sides, bits, compression, offset, palette.</summary>
    private static byte[] Bmp(byte[] file, Pcg random)
    {
        var changed = file.ToArray();
        var (width, height) = Interesting.Size(random);
        switch (random.Below(4))
        {
            case 0:
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(22), height);
                break;
            case 1:
                ByteMutation.OverwriteNumber(changed.AsSpan(random.Pick<int>([10, 14, 26, 28, 30, 34, 46, 50])), random);
                break;
            default:
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(18), width);
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(22), random.OneIn(2) ? -height : height);
                break;
        }
        return changed;
    }
}

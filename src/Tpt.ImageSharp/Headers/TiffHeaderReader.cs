using System.Buffers.Binary;
using Tpt.Engine.Imaging.Encoded;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.ImageSharp.Headers;

/// <summary>Reads the first directory of a TIFF file and looks whether the strips or tiles that it names are in the file.</summary>
internal static class TiffHeaderReader
{
    private const ushort ImageWidth = 256, ImageLength = 257, BitsPerSample = 258, Compression = 259, StripOffsets = 273, OrientationTag = 274,
        SamplesPerPixel = 277, RowsPerStrip = 278, StripByteCounts = 279, Planar = 284, TileWidth = 322, TileLength = 323, TileOffsets = 324, TileByteCounts = 325;

    private const uint Uncompressed = 1;

    /// <summary>
    /// None, CCITT's three, LZW, Deflate by its two numbers, PackBits. JPEG is none of them: ImageSharp decodes what stands there as any
    /// picture, also as the same file again, without an end.
    /// </summary>
    private static readonly uint[] _compressions = [Uncompressed, 2, 3, 4, 5, 8, 32_946, 32_773];

    private const int MaxSamples = 16, MaxSampleBits = 64;

    public static bool IsTiff(ReadOnlySpan<byte> file) => file is [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..];

    /// <param name="file">A file that <see cref="IsTiff"/>.</param>
    /// <param name="reason">Why there is no header, or <see langword="null"/>.</param>
    /// <param name="orientation">The orientation, 1 to 8; 1 where the file has none.</param>
    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason, out int orientation)
    {
        orientation = 1;
        reason = "it is damaged or cut: its TIFF directory makes no sense";
        var directory = TiffDirectory.Read(file);
        if (directory?.Single(ImageWidth) is not (> 0 and <= int.MaxValue and var width) || directory.Single(ImageLength) is not (> 0 and <= int.MaxValue and var height))
        {
            return null;
        }
        var compression = directory.Has(Compression) ? directory.Single(Compression) : Uncompressed;
        if (compression is not { } known)
        {
            return null;
        }
        if (!_compressions.Contains(known))
        {
            reason = Text($"its TIFF compression {known} is not read; save it with LZW, Deflate or none");
            return null;
        }
        orientation = directory.Single(OrientationTag) is (>= 1 and <= 8) and var turned ? (int)turned : 1;
        var isTiled = directory.Has(TileOffsets);
        var (offsets, counts) = (directory.All(isTiled ? TileOffsets : StripOffsets), directory.All(isTiled ? TileByteCounts : StripByteCounts));
        var samples = directory.Single(SamplesPerPixel) ?? 1;
        var (pieceWidth, pieceHeight) = isTiled ? (directory.Single(TileWidth) ?? 0, directory.Single(TileLength) ?? 0) : (width, Math.Min(directory.Single(RowsPerStrip) ?? height, height));
        var sampleBits = directory.All(BitsPerSample) ?? [1];
        if (offsets is null || counts is null || counts.Length < offsets.Length || samples is 0 or > MaxSamples || pieceWidth == 0 || pieceHeight == 0
            || sampleBits.Length > MaxSamples || sampleBits.Any(depth => depth > MaxSampleBits) || (isTiled && directory.Has(StripOffsets)))
        {
            return null;
        }
        var isPlanar = directory.Single(Planar) == 2;
        var pieces = Ceiling(width, pieceWidth) * Ceiling(height, pieceHeight) * (isPlanar ? samples : 1);
        if (offsets.Length < pieces)
        {
            reason = Text($"it is damaged: it announces {width} x {height} pixels in {pieces} pieces, and has {offsets.Length}");
            return null;
        }
        var bits = sampleBits.Sum(depth => depth);
        var pixelBits = isPlanar ? Math.Max(bits / samples, 1) : Math.Max(bits, 1);
        var isCompressed = known != Uncompressed;
        for (var i = 0; i < (int)pieces; i++)
        {
            var rows = isTiled ? pieceHeight : Math.Min(pieceHeight, height - (i % Ceiling(height, pieceHeight) * pieceHeight));
            if ((long)offsets[i] + counts[i] > file.Length || counts[i] == 0 || (!isCompressed && counts[i] < rows * (((pieceWidth * pixelBits) + 7) / 8)))
            {
                reason = Text($"it is cut or damaged: the file has {file.Length} bytes, and not all of piece {i + 1} of its {pieces}");
                return null;
            }
        }
        reason = null;
        return new ImageHeader(ImageFileFormat.Tiff, (int)width, (int)height, ReductionMethod.AfterDecoding, PieceBytes(pieceWidth, pieceHeight, Math.Max(bits, 8)) + (64 << 10));
    }

    private static long Ceiling(uint side, uint piece) => ((long)side + piece - 1) / piece;

    /// <summary>The bytes of one piece, without its compression; no more than a number can say.</summary>
    private static long PieceBytes(uint width, uint height, long bits) => (long)Int128.Min((Int128)width * height * bits / 8, long.MaxValue / 4);
}

using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the frame header of a JPEG file (ITU-T T.81) and looks whether its scans have the pixels.</summary>
internal static class JpegHeaderReader
{
    private const int Block = 8;

    /// <summary>Every scan of a progressive file walks over all coefficients. Usual files have about 10 scans.</summary>
    private const int MaxScans = 64;

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        JpegFrame? frame = null;
        int scans = 0, firstScanComponents = 0;
        var segments = new JpegSegments(file);
        while (segments.MoveNext() && segments.Marker != JpegSegments.EndOfImage)
        {
            if (JpegFrame.IsFrame(segments.Marker))
            {
                if (frame is not null)
                {
                    reason = "it is damaged: a JPEG file has one frame header, and it has several";
                    return null;
                }

                frame = JpegFrame.Read(segments.Marker, segments.Data, out reason);
                if (frame is null)
                {
                    return null;
                }
            }
            else if (segments.Marker == JpegSegments.StartOfScan)
            {
                if (scans++ == 0)
                {
                    firstScanComponents = segments.Data is [var count, ..] ? count : 0;
                }
            }
        }

        if (frame is null || scans == 0)
        {
            reason = "it is damaged or cut: a JPEG file without a frame header or without a scan";
            return null;
        }

        if (scans > MaxScans)
        {
            reason = Text($"it has {scans} scans, and at most {MaxScans} are read; save it again");
            return null;
        }

        // A code has at least one bit: one for each block, and in sequential files one more for the end of the block.
        var blocks = frame.Components.Sum(component => component.Blocks);
        var leastBits = frame.IsProgressive ? blocks : 2 * blocks;
        if (segments.EntropyBytes * 8 < leastBits)
        {
            reason = Text($"it announces {frame.Width} x {frame.Height} pixels, and its {segments.EntropyBytes} bytes of scans cannot hold them");
            return null;
        }

        reason = JpegScanReader.Missing(file, frame);
        if (reason is not null)
        {
            return null;
        }

        // libjpeg keeps all coefficients, 64 of two bytes for each block, where they come in several scans.
        var keepsCoefficients = frame.IsProgressive || firstScanComponents < frame.Components.Count;
        var rows = frame.Width * 128L;
        return new ImageHeader(
            ImageFileFormat.Jpeg, frame.Width, frame.Height, ReductionMethod.InCodec,
            rows + (keepsCoefficients ? frame.Components.Sum(component => component.PaddedBlocks) * Block * Block * sizeof(short) : 0));
    }
}

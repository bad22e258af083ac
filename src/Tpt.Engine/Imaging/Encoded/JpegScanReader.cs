using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>
/// Counts the blocks that the scans of a JPEG file have. Where they end early, libjpeg fills the picture with grey and calls it whole.
/// </summary>
/// <remarks>
/// Sequential scans are stepped over whole. Of a progressive file only the first scan of each component is, which has the mean
/// colour of each block: without the later ones a picture is less sharp, but none of its pixels is missing.
/// </remarks>
internal static class JpegScanReader
{
    private const byte HuffmanTables = 0xC4, RestartInterval = 0xDD;

    /// <summary>What is missing, in words; <see langword="null"/> where nothing is.</summary>
    /// <remarks>The decoder has to judge, too, where a segment makes no sense or a Huffman table is missing: libjpeg has its own for Motion JPEG.</remarks>
    public static string? Missing(ReadOnlySpan<byte> file, JpegFrame frame)
    {
        var tables = new JpegHuffmanTables();
        var isRead = new bool[frame.Components.Count];
        var restartInterval = 0;
        var segments = new JpegSegments(file);
        while (isRead.Contains(false) && segments.MoveNext() && segments.Marker != JpegSegments.EndOfImage)
        {
            switch (segments.Marker)
            {
                case HuffmanTables when !tables.Define(segments.Data):
                    return null;

                case RestartInterval when segments.Data is [var high, var low]:
                    restartInterval = (high << 8) | low;
                    break;

                case JpegSegments.StartOfScan:
                    if (JpegScan.Read(segments.Data, frame) is not { } scan)
                    {
                        return null;
                    }

                    // Each scan that is walked has a component that none before it had: there are four at most.
                    if (!scan.HasPixels || scan.Components.All(component => isRead[component]))
                    {
                        break;
                    }

                    if (Unit(scan, frame, tables) is not { } unit)
                    {
                        return null;
                    }

                    var units = scan.Components is [var single] ? frame.Components[single].Blocks : frame.Units;
                    var blocks = Count(new JpegBlockReader(file, segments.Position), units, unit, restartInterval);
                    if (blocks < units * unit.Length)
                    {
                        return Text($"{Announced(frame)}, and its data end after {blocks} of {units * unit.Length} blocks");
                    }

                    foreach (var component in scan.Components)
                    {
                        isRead[component] = true;
                    }

                    break;
            }
        }

        var missing = isRead.Count(read => !read);
        return missing == 0 ? null : Text($"{Announced(frame)}, and has no data of {missing} of its {isRead.Length} colour components");
    }

    private static string Announced(JpegFrame frame) => Text($"it is cut or damaged: it announces {frame.Width} x {frame.Height} pixels");

    /// <summary>The tables of the blocks of a minimum coded unit (A.2); <see langword="null"/> where one is missing.</summary>
    private static JpegBlockTables[]? Unit(JpegScan scan, JpegFrame frame, JpegHuffmanTables tables)
    {
        var unit = new List<JpegBlockTables>();
        for (var i = 0; i < scan.Components.Count; i++)
        {
            var dc = tables.Find(scan.Tables[i] >> 4, isDc: true);
            var ac = frame.IsProgressive ? null : tables.Find(scan.Tables[i] & 15, isDc: false);
            if (dc is null || (ac is null && !frame.IsProgressive))
            {
                return null;
            }

            var blocks = scan.Components.Count == 1 ? 1 : frame.Components[scan.Components[i]].BlocksInUnit;
            unit.AddRange(Enumerable.Repeat(new JpegBlockTables(dc, ac), blocks));
        }

        return [.. unit];
    }

    private static long Count(JpegBlockReader reader, long units, JpegBlockTables[] unit, int restartInterval)
    {
        long blocks = 0;
        for (var restart = 0; ; restart = (restart + 1) % 8)
        {
            var here = restartInterval == 0 ? units : Math.Min(units, restartInterval);
            var found = reader.Skip(here, unit);
            blocks += found;
            units -= here;
            if (units == 0 || found < here * unit.Length || !reader.SkipRestart(restart))
            {
                return blocks;
            }
        }
    }
}

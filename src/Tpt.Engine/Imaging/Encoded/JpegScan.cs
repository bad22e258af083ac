namespace Tpt.Engine.Imaging.Encoded;

/// <summary>The header of a scan of a JPEG file (ITU-T T.81, B.2.3).</summary>
/// <param name="Components">The numbers, within the frame, of the components that it has coefficients of.</param>
/// <param name="Tables">The numbers of their Huffman tables: DC in the upper four bits, AC in the lower.</param>
/// <param name="HasPixels">Whether each block gets its mean colour here. Other scans of a progressive file make it more exact.</param>
internal sealed record JpegScan(IReadOnlyList<int> Components, IReadOnlyList<byte> Tables, bool HasPixels)
{
    /// <returns><see langword="null"/> where the header makes no sense.</returns>
    public static JpegScan? Read(ReadOnlySpan<byte> data, JpegFrame frame)
    {
        if (data.IsEmpty || data[0] < 1 || data[0] > frame.Components.Count || data.Length < 4 + (2 * data[0]))
        {
            return null;
        }

        var components = new int[data[0]];
        var tables = new byte[data[0]];
        for (var i = 0; i < components.Length; i++)
        {
            // As libjpeg looks for it, which has files in mind whose components share an identifier.
            var component = i;
            while (component < frame.Components.Count && frame.Components[component].Identifier != data[1 + (2 * i)])
            {
                component++;
            }

            if (component == frame.Components.Count)
            {
                return null;
            }

            (components[i], tables[i]) = (component, data[2 + (2 * i)]);
        }

        var parameters = data[(1 + (2 * components.Length))..];
        bool startsAtDc = parameters[0] == 0, isRefinement = parameters[2] >> 4 != 0;
        return new JpegScan(components, tables, !frame.IsProgressive || (startsAtDc && !isRefinement));
    }
}

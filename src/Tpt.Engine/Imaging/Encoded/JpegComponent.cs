namespace Tpt.Engine.Imaging.Encoded;

/// <summary>A component of a JPEG frame, in blocks of 8 x 8 samples.</summary>
/// <param name="Identifier">What the headers of scans call it.</param>
/// <param name="BlocksInUnit">Its blocks in a minimum coded unit of a scan with several components.</param>
/// <param name="Blocks">The blocks that hold samples of the picture: the units of a scan with this component alone.</param>
/// <param name="PaddedBlocks">The blocks in memory, filled up to whole groups of the largest sampling factors.</param>
internal readonly record struct JpegComponent(byte Identifier, int BlocksInUnit, long Blocks, long PaddedBlocks)
{
    public static JpegComponent Create(byte identifier, int width, int height, int horizontal, int vertical, int maxHorizontal, int maxVertical)
    {
        // A.1.1: x_i = ceil(X H_i / H_max)
        long columns = Divide(Divide((long)width * horizontal, maxHorizontal), 8), rows = Divide(Divide((long)height * vertical, maxVertical), 8);
        long groupColumns = Divide(width, 8 * maxHorizontal), groupRows = Divide(height, 8 * maxVertical);
        return new JpegComponent(identifier, horizontal * vertical, columns * rows, groupColumns * horizontal * groupRows * vertical);
    }

    private static long Divide(long value, long by) => (value + by - 1) / by;
}

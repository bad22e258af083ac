namespace Tpt.Engine.Imaging;

/// <summary>
/// Writes the rows as normalised floats into planes <c>[3, size, size]</c>, <paramref name="left"/> and
/// <paramref name="top"/> pixels from the corner.
/// </summary>
internal readonly ref struct NormalizedSink(Span<float> planes, int size, NormalizationTable table, int left = 0, int top = 0) : IRowSink
{
    private readonly Span<float> _planes = planes;

    public void Write(int channel, int y, ReadOnlySpan<byte> row) =>
        table.Normalize(channel, row, _planes.Slice((((channel * size) + top + y) * size) + left, row.Length));
}

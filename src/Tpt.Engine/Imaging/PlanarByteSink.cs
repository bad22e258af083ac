namespace Tpt.Engine.Imaging;

/// <summary>Keeps the rows as bytes in planes <c>[3, height, width]</c>, <paramref name="left"/> and <paramref name="top"/> pixels from the corner.</summary>
internal readonly ref struct PlanarByteSink(Span<byte> planes, int width, int height, int left = 0, int top = 0) : IRowSink
{
    private readonly Span<byte> _planes = planes;

    public void Write(int channel, int y, ReadOnlySpan<byte> row) =>
        row.CopyTo(_planes.Slice((((channel * height) + top + y) * width) + left, row.Length));
}

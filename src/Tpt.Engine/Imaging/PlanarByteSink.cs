namespace Tpt.Engine.Imaging;

/// <summary>Keeps the rows as bytes <c>[3, height, width]</c>.</summary>
internal readonly ref struct PlanarByteSink(Span<byte> planes, int width, int height) : IRowSink
{
    private readonly Span<byte> _planes = planes;

    public void Write(int channel, int y, ReadOnlySpan<byte> row) =>
        row.CopyTo(_planes.Slice(((channel * height) + y) * width, width));
}

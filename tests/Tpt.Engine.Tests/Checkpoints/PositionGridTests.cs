using System.Drawing;
using TorchSharp;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Imaging;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class PositionGridTests
{
    /// <summary>torch's antialiased bicubic is Pillow's, which rounds to bytes after each axis.</summary>
    [Theory]
    [InlineData(6, 4)]
    [InlineData(7, 12)]
    [InlineData(16, 24)]
    [InlineData(24, 16)]
    [InlineData(5, 1)]
    [InlineData(1, 3)]
    public void Resize_Bytes_AreThoseOfPillow(int from, int to)
    {
        // In the middle of a byte's range: the resampler of images cuts off what the cubic takes beyond it.
        var random = new Random(7);
        byte[] pixels = [.. Enumerable.Range(0, from * from * 3).Select(_ => (byte)random.Next(100, 156))];
        var expected = new byte[3 * to * to];
        PillowResampler.ResizeToSquare(ImagePixels.FromRgb(pixels, from, from), new Rectangle(0, 0, from, from), ResampleFilter.Bicubic, to, mirror: false, new PlanarByteSink(expected, to, to));
        using var scope = NewDisposeScope();
        var positions = cat([tensor(new float[] { 1, 2, 3 }).view(1, 3), tensor(pixels).view(from * from, 3).to(ScalarType.Float32)], 0);

        var actual = PositionGrid.Resize(positions, from, to);

        actual.shape.Should().Equal(1 + to * to, 3);
        actual[0].data<float>().Should().Equal(1, 2, 3);
        var planes = actual.narrow(0, 1, to * to).t().contiguous().data<float>().ToArray();
        planes.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1.5f, "the first axis is rounded to bytes, and so is the second");
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    public void Resize_ConstantGrid_StaysAsItIs(int from, int to)
    {
        using var scope = NewDisposeScope();

        var actual = PositionGrid.Resize(full([1 + from * from, 2], 0.3f), from, to);

        actual.data<float>().Should().OnlyContain(value => Math.Abs(value - 0.3f) < 1e-6f);
    }

    [Fact]
    public void Resize_RowsAndColumns_AreNotSwapped()
    {
        using var scope = NewDisposeScope();
        // The first channel counts rows, the second columns.
        var grid = stack([arange(6, ScalarType.Float32).repeat_interleave(6), arange(6, ScalarType.Float32).repeat(6)], 1);

        var actual = PositionGrid.Resize(cat([zeros(1, 2), grid], 0), 6, 3).narrow(0, 1, 9);

        actual.select(1, 0).view(3, 3).t().reshape(-1).data<float>().Should().Equal(actual.select(1, 1).contiguous().data<float>().ToArray());
        actual.select(1, 1).contiguous().data<float>()[1].Should().BeApproximately(2.5f, 1e-6f);
    }
}

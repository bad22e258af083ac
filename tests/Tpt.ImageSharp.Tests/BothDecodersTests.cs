using Tpt.Engine.Imaging;
using Tpt.Fuzz.Corpus;

namespace Tpt.ImageSharp.Tests;

/// <summary>Every kind of lossless file that both decoders read, against each other: two libraries that share no code.</summary>
public sealed class BothDecodersTests
{
    public static TheoryData<byte, byte, bool> PngKinds
    {
        get
        {
            var data = new TheoryData<byte, byte, bool>();
            foreach (var (depth, colour) in new (byte, byte)[] { (1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6) })
            {
                data.Add(depth, colour, false);
                data.Add(depth, colour, true);
            }
            return data;
        }
    }

    public static TheoryData<short, int> BmpKinds => new() { { 24, 0 }, { 32, 0 }, { 8, 0 }, { 8, 1 }, { 1, 0 } };

    [Theory]
    [MemberData(nameof(PngKinds))]
    public void Decode_PngOfEachKind_HasTheSamePixelsByBoth(byte depth, byte colour, bool interlaced)
        // 16 bits are brought to 8 by either library's own rounding.
        => LargestDifference(PngBuilder.Build(19, 13, depth, colour, interlaced)).Should().BeLessThanOrEqualTo(depth == 16 ? 1 : 0);

    [Theory]
    [MemberData(nameof(BmpKinds))]
    public void Decode_BmpOfEachKind_HasTheSamePixelsByBoth(short bits, int compression)
    {
        LargestDifference(PictureBuilder.Bmp(9, 7, bits, compression)).Should().Be(0);
    }

    [Theory]
    [InlineData(9, 7, 1, false)]
    [InlineData(16, 16, 3, false)]
    [InlineData(8, 20, 2, true)]
    public void Decode_GifOfEachKind_HasTheSamePixelsByBoth(int width, int height, int frames, bool interlaced)
        => LargestDifference(PictureBuilder.Gif(width, height, frames, interlaced)).Should().Be(0);

    private static int LargestDifference(byte[] file)
        => Decoders.Pixels(Decoders.Of("SkiaSharp").Decode(file)).Zip(Decoders.Pixels(Decoders.Of("ImageSharp").Decode(file)), (a, b) => Math.Abs(a - b)).Max();
}

using Microsoft.ML.Tests.Images;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp.Tests;

/// <summary>The EXIF orientation by both decoders, and TIFF's own by ImageSharp.</summary>
public sealed class OrientationTests
{
    private static readonly ImageDecoderOptions _turning = new() { ApplyExifOrientation = true };

    public static TheoryData<string, string, int> Orientations
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var (decoder, format) in ((string, string)[])[("SkiaSharp", "jpg"), ("SkiaSharp", "png"), ("SkiaSharp", "webp"), ("ImageSharp", "jpg"), ("ImageSharp", "png"), ("ImageSharp", "webp"), ("ImageSharp", "tif")])
            {
                for (var orientation = 1; orientation <= 8; orientation++)
                {
                    data.Add(decoder, format, orientation);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_EachOrientation_TurnsAsTheTagAsksAndOnlyWhenAsked(string decoder, string format, int orientation)
    {
        var file = FileOf(format, orientation);
        var plain = Decoders.Of(decoder).Decode(FileOf(format, 1)).Pixels!;

        Decoders.Pixels(Decoders.Of(decoder).Decode(file)).Should().Equal(plain.Rgbx.ToArray());
        Decoders.Pixels(Decoders.Of(decoder).Decode(file, _turning)).Should().Equal(plain.ApplyExifOrientation(orientation).Rgbx.ToArray());
    }

    private static byte[] FileOf(string format, int orientation) => format == "tif"
        ? TiffFile.Encode(Pictures.Gradient(ExifBlock.Width, ExifBlock.Height), ExifBlock.Width, ExifBlock.Height, orientation: orientation)
        : ExifBlock.Picture(format, ExifBlock.Create(orientation, ExifBlock.Short, littleEndian: orientation % 2 == 0));
}

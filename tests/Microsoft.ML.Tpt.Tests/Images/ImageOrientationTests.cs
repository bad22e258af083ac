using Microsoft.ML.Tpt.Images.Decoding;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests.Images;

/// <summary>The EXIF orientation in the formats that have one.</summary>
public sealed class ImageOrientationTests
{
    public static TheoryData<string, int, ushort, bool> Orientations
    {
        get
        {
            var data = new TheoryData<string, int, ushort, bool>();
            foreach (var format in new[] { "jpg", "png", "webp" })
            {
                for (var orientation = 1; orientation <= 8; orientation++)
                {
                    data.Add(format, orientation, ExifBlock.Short, orientation % 2 == 0);
                    data.Add(format, orientation, ExifBlock.Long, orientation % 3 == 0);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_EachOrientation_TurnsAsTheTagAsks(string format, int orientation, ushort type, bool littleEndian)
    {
        var file = ExifBlock.Picture(format, ExifBlock.Create(orientation, type, littleEndian));
        var plain = Pictures.Decode(file).Pixels!;

        var turned = SkiaImageDecoder.Instance.Decode(file, Pictures.Options with { ApplyExifOrientation = true }).Pixels!;

        turned.Rgbx.ToArray().Should().Equal(plain.ApplyExifOrientation(orientation).Rgbx.ToArray());
        (turned.Width, turned.Height).Should().Be(orientation < 5 ? (ExifBlock.Width, ExifBlock.Height) : (ExifBlock.Height, ExifBlock.Width));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void Decode_DamagedTag_IsNotTurned(string format)
    {
        var exif = ExifBlock.Create(6, ExifBlock.Short, littleEndian: true);
        byte[][] damaged = [exif[..7], exif[..15], exif[..^6], [.. "XX"u8, .. exif[2..]], ExifBlock.Create(0, ExifBlock.Short, true), ExifBlock.Create(9, ExifBlock.Short, true), ExifBlock.Create(6, 2, true), [.. exif[..4], 255, 255, 255, 255, .. exif[8..]]];
        foreach (var one in damaged)
        {
            var file = ExifBlock.Picture(format, one);

            var decoded = SkiaImageDecoder.Instance.Decode(file, Pictures.Options with { ApplyExifOrientation = true });

            decoded.Pixels!.Rgbx.ToArray().Should().Equal(Pictures.Decode(file).Pixels!.Rgbx.ToArray());
        }
    }
}

using CsCheck;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

public class ExifOrientationTests
{
    // What the camera saw is 2 wide and 3 high:  1 2 / 3 4 / 5 6. Stored as each orientation stores it.
    [Theory]
    [InlineData(1, 2, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 2, new byte[] { 2, 1, 4, 3, 6, 5 })]
    [InlineData(3, 2, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 2, new byte[] { 5, 6, 3, 4, 1, 2 })]
    [InlineData(5, 3, new byte[] { 1, 3, 5, 2, 4, 6 })]
    [InlineData(6, 3, new byte[] { 2, 4, 6, 1, 3, 5 })]
    [InlineData(7, 3, new byte[] { 6, 4, 2, 5, 3, 1 })]
    [InlineData(8, 3, new byte[] { 5, 3, 1, 6, 4, 2 })]
    public void ApplyExifOrientation_StoredImage_ShowsWhatTheCameraSaw(int orientation, int storedWidth, byte[] stored)
    {
        var upright = ImagePixels.FromGray(stored, storedWidth, 6 / storedWidth).ApplyExifOrientation(orientation);

        (upright.Width, upright.Height).Should().Be((2, 3));
        upright.Rgbx.ToArray().Chunk(4).Select(p => p[0]).Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(6, 8)]
    [InlineData(7, 7)]
    [InlineData(8, 6)]
    public void ApplyExifOrientation_ThenItsInverse_GivesTheImageBack(int orientation, int inverse) => RandomImages.Rgb.Sample(pixels =>
    {
        var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
        var back = image.ApplyExifOrientation(orientation).ApplyExifOrientation(inverse);
        return back.Width == image.Width && back.Rgbx.SequenceEqual(image.Rgbx);
    });

    [Fact]
    public void ApplyExifOrientation_One_ReturnsTheImageItself()
    {
        var image = RandomImages.Noise(3, 4, seed: 1);

        image.ApplyExifOrientation(1).Should().BeSameAs(image);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void ApplyExifOrientation_OutsideRange_NamesArgumentValueAndFix(int orientation)
    {
        var act = () => RandomImages.Noise(1, 1, seed: 1).ApplyExifOrientation(orientation);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(orientation)).WithMessage($"*Pass 1*{orientation}*");
    }
}

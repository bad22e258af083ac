using Tpt.Cli.Explanation;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Tests.Explanation;

public sealed class ViewPicturesTests(ExplainedImages images) : IClassFixture<ExplainedImages>
{
    [Fact]
    public void Rgba_CentreView_IsThePictureAgain() => images.Explain(new ZeroShotOptions(), (_, _, views) =>
    {
        var rgba = new ViewPictures(views, images.Preprocessing).Rgba(0);

        var preprocessing = images.Preprocessing;
        var numbers = new float[3 * views.Size * views.Size];
        views.CopyTo(0, numbers);
        rgba.Should().HaveCount(views.Size * views.Size * 4);
        for (var i = 0; i < rgba.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, 4);
            var expected = channel == 3 ? 255 : Byte(numbers[channel * views.Size * views.Size + pixel], channel);
            rgba[i].Should().Be((byte)expected);
        }
        rgba.Distinct().Should().HaveCountGreaterThan(10, "the picture has colours");

        // The bytes were whole before they were normalised: rounding finds them again.
        int Byte(float normalised, int channel)
        {
            var value = (normalised * preprocessing.Std[channel] + preprocessing.Mean[channel]) * 255;
            value.Should().BeApproximately((float)Math.Round(value), 1e-3f);
            return (int)Math.Round(value);
        }
    });
}

using Tpt.Engine.Imaging;
using Tpt.Pretraining.Tests.Evaluation;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class CentreCropTests
{
    [Fact]
    public void Choose_LooksAtValidationSetsOnly() => CentreCrop.Choose(
    [
        .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(1.0), null, "1100"),
        .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(0.83), null, "1110"),
        .. Predictions.Of("validation-b", 9, CentreCrop.MethodName(1.0), null, "0000"),
        .. Predictions.Of("validation-b", 9, CentreCrop.MethodName(0.83), null, "0000"),
        .. Predictions.Of("held-out", 9, CentreCrop.MethodName(1.0), null, "1111"),
    ]).Should().Be(0.83);

    [Fact]
    public void Choose_OfEqualOnes_TakesTheLargest() => CentreCrop.Choose(
    [
        .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(0.67), null, "10"),
        .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(0.94), null, "01"),
    ]).Should().Be(0.94);

    [Fact]
    public void Choose_WithoutValidationSets_IsNothing()
        => CentreCrop.Choose(Predictions.Of("held-out", 9, CentreCrop.MethodName(1.0), null, "1111")).Should().BeNull();

    [Fact]
    public void Cut_IsTheMiddleOfThePicture()
    {
        var picture = ImagePixels.FromGray([.. Enumerable.Range(0, 6 * 4).Select(i => (byte)i)], width: 6, height: 4);

        var whole = CentreCrop.Cut(picture, 1);
        var half = CentreCrop.Cut(picture, 0.5);

        whole.Rgbx.ToArray().Should().Equal(picture.Rgbx.ToArray());
        (half.Width, half.Height).Should().Be((3, 2));
        half.Rgbx.ToArray().Where((_, i) => i % 4 == 0).Should().Equal(7, 8, 9, 13, 14, 15);
    }
}

using Tpt.Cli.Models;

namespace Tpt.Cli.Tests.Models;

public sealed class MemoryEstimateTests
{
    private const int Classes = 1000;

    /// <summary>The peaks that the benchmark <c>costs</c> measured, as the README shows them, in GB: zero-shot, adapted, adapted in 16 bits.</summary>
    [Theory]
    [InlineData(87.8e6, 63.4e6, 512, 1.0, 1.4, 1.2)]
    [InlineData(86.2e6, 63.4e6, 512, 1.0, 1.5, 1.2)]
    [InlineData(304.0e6, 123.7e6, 768, 2.1, 2.8, 1.9)]
    public void Of_ModelThatWasMeasured_IsWithin10PercentOfThePeak(double imageParameters, double textParameters, int textWidth, double zeroShot, double adapted, double adaptedIn16Bits)
    {
        Gigabytes(imageBytes: 4, views: 0).Should().BeInRange(0.9 * zeroShot, 1.1 * zeroShot);
        Gigabytes(imageBytes: 4, views: 64).Should().BeInRange(0.9 * adapted, 1.1 * adapted);
        Gigabytes(imageBytes: 2, views: 64).Should().BeInRange(0.9 * adaptedIn16Bits, 1.1 * adaptedIn16Bits);

        double Gigabytes(int imageBytes, int views) => MemoryEstimate.Of((long)((imageBytes * imageParameters) + (4 * textParameters)), 12, textWidth, 224, Classes, views) / 1e9;
    }

    [Fact]
    public void Of_MoreClasses_GrowsByTheirPromptsBeyondWhatTheEngineLetsAGradientTake()
    {
        long[] bytes = [.. new[] { 1, 10, 100, 1000, 10_000 }.Select(classes => MemoryEstimate.Of(0, 12, 512, 224, classes, 64))];

        bytes.Should().BeInAscendingOrder();
        (bytes[4] - bytes[3]).Should().Be(9000L * 5 * 512 * sizeof(float), "the gradient is cut into chunks, the prompts are not");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public void Of_AnyNumberOfClasses_AdaptedTakesMoreThanZeroShot(int classes)
        => MemoryEstimate.Of(0, 12, 512, 224, classes, views: 64).Should().BeGreaterThan(MemoryEstimate.Of(0, 12, 512, 224, classes, views: 0));
}

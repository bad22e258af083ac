using Tpt.Engine.Methods.FeatureShift;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

public sealed class OptimalHardThresholdTests
{
    [Theory]
    [InlineData(0.002)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.512)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void Coefficient_EveryAspectRatio_IsWithinTheApproximationOfTheExactOne(double aspectRatio)
        => OptimalHardThreshold.Coefficient(aspectRatio).Should().BeApproximately(ExactHardThreshold.Coefficient(aspectRatio), 0.02);

    /// <summary>The constant of the abstract, 2.858.</summary>
    [Fact]
    public void Coefficient_SquareMatrix_IsThatOfThePaper() => OptimalHardThreshold.Coefficient(1).Should().BeApproximately(2.858, 0.0025);

    /// <summary>The test's own second implementation has the constants of the paper's title and abstract: 4/√3 where the noise is known, 2.858 where it is not.</summary>
    [Fact]
    public void ExactHardThreshold_SquareMatrix_HasTheConstantsOfThePaper()
    {
        ExactHardThreshold.OfKnownNoise(1).Should().BeApproximately(4 / Math.Sqrt(3), 1e-12);
        ExactHardThreshold.Coefficient(1).Should().BeApproximately(2.858, 5e-4);
    }

    /// <summary>ω(1) = 2.86: with the median 1 the threshold is 2.86, and with 1.5, the mean of 1 and 2, it is 4.29.</summary>
    [Theory]
    [InlineData(new[] { 9, 2.87, 1, 0.5, 0.1 }, 2)]
    [InlineData(new[] { 9, 2.85, 1, 0.5, 0.1 }, 1)]
    [InlineData(new[] { 2.5, 2.4, 1, 0.5, 0.1 }, 0)]
    [InlineData(new[] { 4.3, 2, 1, 0.5 }, 1)]
    [InlineData(new[] { 4.28, 2, 1, 0.5 }, 0)]
    public void Count_SquareMatrix_KeepsWhatReachesTheMultipleOfTheMedian(double[] values, int kept)
        => OptimalHardThreshold.Count(values, values.Length, values.Length).Should().Be(kept);

    /// <summary>ω(5/512) = 1.448 either way.</summary>
    [Theory]
    [InlineData(1.46, 2)]
    [InlineData(1.44, 1)]
    public void Count_LongMatrix_TakesTheShorterSideByTheLonger(double second, int kept)
    {
        double[] values = [9, second, 1, 0.5, 0.1];

        OptimalHardThreshold.Count(values, 5, 512).Should().Be(kept);
        OptimalHardThreshold.Count(values, 512, 5).Should().Be(kept);
    }

    [Fact]
    public void Count_OneValue_KeepsNone() => OptimalHardThreshold.Count([1], 1, 512).Should().Be(0);

    /// <summary>σ₁ = 2, σ₂ = 1: the median is 1.5, and ω above 1.43.</summary>
    [Fact]
    public void Count_TwoValuesLessThanAFactorOfTwoAndAHalfApart_KeepsNone()
    {
        OptimalHardThreshold.Count([2, 1], 2, 512).Should().Be(0);
        OptimalHardThreshold.Count([2, 0.5], 2, 512).Should().Be(1);
    }

    /// <summary>The median of many equal rows is rounding, which structure easily exceeds; so does other rounding.</summary>
    [Fact]
    public void Count_MedianThatIsRounding_KeepsNoRounding()
    {
        OptimalHardThreshold.Count([3, 1, 1e-6, 1e-7, 1e-8, 1e-8, 0], 7, 64).Should().Be(2);
        OptimalHardThreshold.Count([3, 0, 0, 0], 4, 64).Should().Be(1);
    }
}

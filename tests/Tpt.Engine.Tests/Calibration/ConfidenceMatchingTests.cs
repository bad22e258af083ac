using TorchSharp;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Calibration;

/// <summary>Two classes, so that temperatures are logarithms: with a gap g and a target confidence c, τ = g / ln(c / (1 - c)).</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ConfidenceMatchingTests
{
    /// <summary>Class features with the cosine 0.6.</summary>
    private static readonly float[,] _features = { { 1, 0 }, { 0.6f, 0.8f } };

    /// <summary>The gaps before adaptation, and after it three times as large; the centre view first, which is the surest and says class 1.</summary>
    private static readonly float[] _gaps = [-9, 1, 2, 0.5f];

    [Fact]
    public void Calibrate_GapsThreeTimesAsLarge_DividesThemByThree()
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image(_gaps, factor: 3);

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1 }, adapted, evidence).Should().BeApproximately(Confidence(9), 1e-5, "the gap of the centre view before");
    }

    /// <summary>Ω leaves the centre view out: with it among them, two views' targets would be mixed.</summary>
    [Theory]
    [InlineData(0.34, new[] { 2 })]
    [InlineData(0.67, new[] { 2, 1 })]
    [InlineData(1, new[] { 2, 1, 3 })]
    [InlineData(0.3, new int[0])]
    public void Select_OfFourViews_TakesTheShareOfTheOtherThree(double fraction, int[] expected)
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image(_gaps, factor: 3);

        new ConfidenceMatching(new ConfidenceMatchingOptions { SelectionFraction = fraction }, tensor(_features)).Select(adapted.ViewLogits!, evidence.Logits).Should().Equal(expected);
    }

    /// <summary>By the adapted logits view 3 is the surest, before them view 2. Its gap grew from 0.5 to 6: τ = 12.</summary>
    [Fact]
    public void Calibrate_AnotherViewIsTheSurestAfterAdaptation_FitsOnThatOne()
    {
        using var scope = NewDisposeScope();
        var (_, evidence) = Image(_gaps, factor: 1);
        var (adapted, _) = Image([-9, 1, 2, 6], factor: 1);

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 0.34 }, adapted, evidence).Should().BeApproximately(Confidence(9 / 12.0), 1e-5);
    }

    /// <summary>α = 0.6, the one cosine. Mixed are the centre view, for class 1, and the mean of the others, for class 0.</summary>
    [Fact]
    public void Calibrate_Ensemble_MixesByTheMeanCosine()
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image(_gaps, factor: 3);
        var others = 1 - ((Confidence(1) + Confidence(2) + Confidence(0.5)) / 3);

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1, Ensemble = true }, adapted, evidence).Should().BeApproximately((0.6 * Confidence(9)) + (0.4 * others), 1e-5);
    }

    [Fact]
    public void CentreWeight_OfClassFeatures_IsTheirMeanPairwiseCosine()
    {
        using var scope = NewDisposeScope();

        Weight(new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0.6f, 0.8f, 0 } }).Should().BeApproximately((0 + 0.6 + 0.8) / 3, 1e-6);
        Weight(_features).Should().BeApproximately(0.6, 1e-6);
        Weight(new float[,] { { 1, 0 } }).Should().Be(1, "one class has no pair");
        Weight(new float[,] { { 1, 0 }, { -1, 0 } }).Should().Be(0, "a negative weight would give negative scores");
        Weight(new float[,] { { 1, 0 }, { 1, 0 } }).Should().BeApproximately(1, 1e-6, "the same name twice");

        static double Weight(float[,] features) => new ConfidenceMatching(new ConfidenceMatchingOptions(), tensor(features)).CentreWeight;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calibrate_OneView_KeepsTheSoftmax(bool ensemble)
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image([-2], factor: 3);

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1, Ensemble = ensemble }, adapted, evidence).Should().BeApproximately(Confidence(6), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calibrate_OneClass_Is1(bool ensemble)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 3 }, { 7 }, { 1 } });
        var calibration = new ConfidenceMatching(new ConfidenceMatchingOptions { SelectionFraction = 1, Ensemble = ensemble }, tensor(new float[,] { { 1, 0 } }));

        calibration.Calibrate(new Adaptation(logits[0], [], Context: null) { ViewLogits = logits }, new ViewEvidence(logits, logits)).data<float>().ToArray().Should().Equal(1f);
    }

    /// <summary>The surest view is no number before or after adaptation: the temperature is that of the others.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calibrate_ViewThatIsNoNumber_IsLeftOut(bool isAdapted)
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image(_gaps, factor: 3);
        (isAdapted ? adapted.ViewLogits! : evidence.Logits)[2, 0] = float.NaN;

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1 }, adapted, evidence).Should().BeApproximately(Confidence(9), 1e-5);
    }

    [Fact]
    public void Calibrate_NoViewIsANumber_HasTemperature1()
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image(_gaps, factor: 0.1f);
        evidence.Logits[TensorIndex.Ellipsis, 0] = float.NaN;

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1 }, adapted, evidence).Should().BeApproximately(Confidence(0.9), 1e-6);
    }

    [Fact]
    public void Calibrate_CentreViewIsNoNumber_IsNoNumber()
    {
        using var scope = NewDisposeScope();
        var (adapted, evidence) = Image([float.NaN, 1, 2, 0.5f], factor: 3);

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1 }, adapted, evidence).Should().Be(double.NaN);
    }

    [Fact]
    public void Calibrate_ImageThatTheGateLeft_IsTheSoftmax()
    {
        using var scope = NewDisposeScope();
        var (_, evidence) = Image(_gaps, factor: 1);
        var left = new Adaptation(evidence.Logits[0], [], Context: null) { IsAdapted = false };

        Calibrate(new ConfidenceMatchingOptions { SelectionFraction = 1, Ensemble = true }, left, evidence).Should().BeApproximately(Confidence(9), 1e-6);
    }

    /// <summary>The probability of class 1.</summary>
    private static double Calibrate(ConfidenceMatchingOptions options, Adaptation adapted, ViewEvidence evidence)
    {
        var probabilities = new ConfidenceMatching(options, tensor(_features)).Calibrate(adapted, evidence).data<float>().ToArray();
        return probabilities.Any(float.IsNaN) ? double.NaN : probabilities[1];
    }

    private static (Adaptation Adapted, ViewEvidence Evidence) Image(float[] gaps, float factor)
    {
        var before = stack([tensor(gaps), zeros(gaps.Length)], 1);
        var after = before * tensor(factor);
        return (new Adaptation(after[0], [], Context: null) { ViewLogits = after }, new ViewEvidence(before, before));
    }

    private static double Confidence(double gap) => 1 / (1 + Math.Exp(-gap));
}

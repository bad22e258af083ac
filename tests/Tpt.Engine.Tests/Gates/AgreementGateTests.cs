using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Gates;

[Collection(BuiltInModelCollection.Name)]
public sealed class AgreementGateTests
{
    /// <summary>Probabilities of two classes: 0.6, 0.9, 0.2 and 0.55 for the first. By entropy: 1, 2, 0, 3.</summary>
    private static readonly double[] _first = [0.6, 0.9, 0.2, 0.55];

    /// <summary>With half of the views, 1 and 2: view 1 agrees with the centre view and view 2 does not.</summary>
    [Fact]
    public void Score_ByCosine_IsTheHandComputedShare()
    {
        var agreeing = Cosine(0.9, 0.6);
        var other = Cosine(0.2, 0.6);

        Score(AgreementMeasure.Cosine, 0.5, _first).Should().BeApproximately(agreeing / (agreeing + other), 1e-6).And.BeApproximately(0.5455, 1e-4);
    }

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.75, 2.0 / 3)]     // the centre view is among them, and agrees with itself
    [InlineData(1, 0.75)]
    public void Score_ByCount_IsTheShareOfTheViews(double fraction, double expected) => Score(AgreementMeasure.Count, fraction, _first).Should().Be(expected);

    /// <summary>Whatever their weights are, the same numbers are added up above and below the line.</summary>
    [Theory]
    [InlineData(AgreementMeasure.Cosine)]
    [InlineData(AgreementMeasure.Count)]
    public void Score_AllAgree_IsExactly1(AgreementMeasure measure)
    {
        for (var seed = 1; seed < 50; seed++)
        {
            var random = new Random(seed);
            double[] first = [.. Enumerable.Range(0, 64).Select(_ => 0.51 + (0.48 * random.NextDouble()))];

            Score(measure, 0.3, first).Should().Be(1);
        }
    }

    [Theory]
    [InlineData(0.545, false)]
    [InlineData(0.546, true)]
    [InlineData(1, true)]
    public void Opens_ByTheThreshold_BelowIt(double threshold, bool expected)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(_first);

        new AgreementGate(new AgreementGateOptions { SelectionFraction = 0.5, Threshold = threshold }).Opens(new ViewEvidence(logits, logits)).Should().Be(expected);
    }

    [Theory]
    [InlineData(AgreementMeasure.Cosine)]
    [InlineData(AgreementMeasure.Count)]
    public void Opens_OneViewOrOneClass_Never(AgreementMeasure measure)
    {
        using var scope = NewDisposeScope();
        var gate = new AgreementGate(new AgreementGateOptions { SelectionFraction = 1, Measure = measure });
        var oneView = Logits([0.3]);
        var oneClass = tensor(new float[,] { { 1 }, { 2 }, { 3 } });

        gate.Opens(new ViewEvidence(oneView, oneView)).Should().BeFalse();
        gate.Opens(new ViewEvidence(oneClass, oneClass)).Should().BeFalse();
    }

    [Theory]
    [InlineData(AgreementMeasure.Cosine, 0)]
    [InlineData(AgreementMeasure.Count, 0)]
    [InlineData(AgreementMeasure.Cosine, 1)]
    [InlineData(AgreementMeasure.Count, 1)]
    public void Opens_ViewThatIsNoNumber_LeavesItToTheMethod(AgreementMeasure measure, int view)
    {
        using var scope = NewDisposeScope();
        var logits = Logits([0.6, 0.9, 0.8, 0.7]);
        logits[view, 0] = float.NaN;

        new AgreementGate(new AgreementGateOptions { SelectionFraction = 1, Measure = measure, Threshold = 0.1 }).Opens(new ViewEvidence(logits, logits)).Should().BeTrue();
    }

    private static double Score(AgreementMeasure measure, double fraction, double[] first)
    {
        using var scope = NewDisposeScope();
        return new AgreementGate(new AgreementGateOptions { SelectionFraction = fraction, Measure = measure }).Score(Logits(first));
    }

    private static Tensor Logits(double[] first) => stack([tensor(first.Select(p => (float)Math.Log(p)).ToArray()), tensor(first.Select(p => (float)Math.Log(1 - p)).ToArray())], 1);

    private static double Cosine(double p, double q) => ((p * q) + ((1 - p) * (1 - q))) / Math.Sqrt(((p * p) + ((1 - p) * (1 - p))) * ((q * q) + ((1 - q) * (1 - q))));
}

using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Tests.Evaluation.Reports;

public sealed class SetScoreTests
{
    private static readonly ImagePrediction[] _animals =
    [
        .. Predictions.Of("held-out-style-seen-animals", 10, "zero-shot", null, "11000000", confidence: 0.75f),
        .. Predictions.Of("held-out-style-seen-animals", 10, "TPT", 0, "01111110"),
        .. Predictions.Of("held-out-style-seen-animals", 10, "TPT", 1, "11100000"),
    ];

    [Fact]
    public void Scores_OfEachSeed_AreCountedByHand()
    {
        var set = new SetScore("set", _animals);

        set.ImageCount.Should().Be(8);
        set.Chance.Should().BeApproximately(0.1, 1e-12);
        set.Scores.Select(score => (score.Method, score.Seed, score.Top1, score.Top5)).Should().Equal(
            ("zero-shot", "", 0.25, 1.0), ("TPT", "0", 0.75, 1.0), ("TPT", "1", 0.375, 1.0), ("TPT", MethodScore.Mean, 0.5625, 1.0));
        set.Scores[0].CalibrationError.Should().BeApproximately(0.5, 1e-9, "one bin: confidence 0.75, accuracy 0.25");
        var seed0 = set.Scores[1].Comparison;
        (seed0.Fixed, seed0.Broken).Should().Be((5, 1));
        seed0.Difference.Should().BeApproximately(0.5, 1e-12);
        seed0.PValue.Should().BeApproximately(2 * (1 + 6) / 64.0, 1e-12);
    }

    [Fact]
    public void Scores_OverTheSeeds_HaveTheMeansAndTheLargestP()
    {
        var mean = new SetScore("set", _animals).Scores[^1];

        mean.Comparison.Difference.Should().BeApproximately(0.3125, 1e-12);
        (mean.Comparison.Fixed, mean.Comparison.Broken).Should().Be((3, 0.5));
        mean.Comparison.PValue.Should().Be(1, "seed 1 fixes one image");
        mean.Top1Interval.Lower.Should().BeLessThan(0.5625);
        mean.Top1Interval.Upper.Should().BeGreaterThan(0.5625);
    }

    [Fact]
    public void Compare_MethodsWithTheSameSeeds_PairsThem()
    {
        var set = new SetScore("set",
        [
            .. _animals,
            .. Predictions.Of("held-out-style-seen-animals", 10, "confident views", 0, "01111110"),
            .. Predictions.Of("held-out-style-seen-animals", 10, "confident views", 1, "11100000"),
        ]);

        set.Compare("TPT", "confident views")!.Difference.Should().Be(0);
        set.Compare("TPT", "all views").Should().BeNull();
    }

    [Fact]
    public void Create_AMethodWithoutEveryImage_Throws() => FluentActions
        .Invoking(() => new SetScore("set", [.. _animals, .. Predictions.Of("held-out-style-seen-animals", 10, "all views", 0, "01")]))
        .Should().Throw<InvalidDataException>().WithMessage("*all views*");
}

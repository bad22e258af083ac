using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Tests.Evaluation.Reports;

public sealed class EvaluationReportTests
{
    [Theory]
    [InlineData("111111110000", "above")]
    [InlineData("111111100000", "not apart")]
    public void Create_SaysWhetherTuningIsApartFromZeroShot(string tuned, string expected)
    {
        var section = EvaluationReport.Create(
        [
            .. Predictions.Of("held-out", 9, ScoringMethods.ZeroShot, null, "000000000000"),
            .. Predictions.Of("held-out", 9, ScoringMethods.Tuning, 0, tuned),
        ]).Single();

        section.After[0].Should().Contain(expected, "p is 2 / 2^8 or 2 / 2^7");
    }

    [Fact]
    public void Create_ComparesTuningWithWhatNeedsNone()
    {
        var section = EvaluationReport.Create(
        [
            .. Predictions.Of("set", 9, ScoringMethods.ZeroShot, null, "1100"),
            .. Predictions.Of("set", 9, ScoringMethods.Tuning, 0, "1110"),
            .. Predictions.Of("set", 9, ScoringMethods.AllViews, 0, "1111"),
        ]).Single();

        section.After[1].Should().Contain("all views -25.0 [").And.NotContain("zero-shot");
    }
}

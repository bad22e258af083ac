using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    [Fact]
    public void Create_ChoosesTheCropOnTheValidationSetAndShowsNoOther()
    {
        var sections = EvaluationReport.Create(
        [
            .. Predictions.Of("validation-a", 9, ScoringMethod.ZeroShot, null, "1100"),
            .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(1.0), null, "1100"),
            .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(0.78), null, "1110"),
            .. Predictions.Of("held-out", 9, ScoringMethod.ZeroShot, null, "1000"),
            .. Predictions.Of("held-out", 9, CentreCrop.MethodName(0.78), null, "1100"),
        ]);

        sections.Should().HaveCount(3);
        sections[0].Rows.Select(row => row[2]).Should().Equal("", "chosen");
        sections[1].Rows.Select(row => row[0]).Should().Equal("zero-shot", "centre crop 0.78");
        sections[2].Rows.Select(row => row[0]).Should().Equal("zero-shot", "centre crop 0.78");
    }

    [Theory]
    [InlineData("111111110000", "above")]
    [InlineData("111111100000", "not apart")]
    public void Create_SaysWhetherTuningIsApartFromZeroShot(string tuned, string expected)
    {
        var section = EvaluationReport.Create(
        [
            .. Predictions.Of("held-out", 9, ScoringMethod.ZeroShot, null, "000000000000"),
            .. Predictions.Of("held-out", 9, ScoringMethod.Tuning, 0, tuned),
        ]).Single();

        section.After[0].Should().Contain(expected, "p is 2 / 2^8 or 2 / 2^7");
    }
}

using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Tests.Evaluation;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class BuiltInReportTests
{
    [Fact]
    public void Create_ChoosesTheCropOnTheValidationSetAndShowsNoOther()
    {
        var sections = BuiltInReport.Create(
        [
            .. Predictions.Of("validation-a", 9, ScoringMethods.ZeroShot, null, "1100"),
            .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(1.0), null, "1100"),
            .. Predictions.Of("validation-a", 9, CentreCrop.MethodName(0.78), null, "1110"),
            .. Predictions.Of("held-out", 9, ScoringMethods.ZeroShot, null, "1000"),
            .. Predictions.Of("held-out", 9, CentreCrop.MethodName(0.78), null, "1100"),
        ]);

        sections.Should().HaveCount(3);
        sections[0].Rows.Select(row => row[2]).Should().Equal("", "chosen");
        sections[1].Rows.Select(row => row[0]).Should().Equal("zero-shot", "centre crop 0.78");
        sections[2].Rows.Select(row => row[0]).Should().Equal("zero-shot", "centre crop 0.78");
    }
}

using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class SweepSettingsTests
{
    [Fact]
    public void Methods_AreEachAnotherSettingThatCanBe()
    {
        SweepSettings.Methods.Select(method => method.Name).Should().OnlyHaveUniqueItems().And.HaveCount(21);
        SweepSettings.Methods.Select(ScoringMethods.ViewsOf).Distinct().Should().HaveCount(4, "there are four ranges of the views' scale");
        foreach (var method in SweepSettings.Methods)
        {
            ScoringMethods.Options(method, seed: 1, prompt: null).Invoking(options => options.Validate()).Should().NotThrow(method.Name);
        }
    }
}

using Tpt.Cli.Reports;
using Tpt.Cli.Results;

namespace Tpt.Cli.Tests.Reports;

public sealed class SummaryTests
{
    [Theory]
    [InlineData(0.03, -0.01, 0.069, 5, 2, 0.25, "3.0 points more [−1.0, 6.9]; the two are not told apart (p = 0.25). It repairs 5 pictures and breaks 2.")]
    [InlineData(0.05, 0.02, 0.08, 9, 1, 0.0214, "5.0 points more [2.0, 8.0]; chance hardly makes such a difference (p = 0.021). It repairs 9 pictures and breaks 1.")]
    [InlineData(-0.05, -0.08, -0.02, 1, 20, 0.00002, "5.0 points less [−8.0, −2.0]; chance hardly makes such a difference (p < 0.001). It repairs 1 picture and breaks 20.")]
    [InlineData(0.03, 0.001, 0.06, 7, 1, 0.07, "3.0 points more [0.1, 6.0]; the interval leaves out 0, but McNemar's test does not tell the two apart (p = 0.070). It repairs 7 pictures and breaks 1.")]
    [InlineData(0.03, 0, 0.06, 8, 1, 0.039, "3.0 points more [0.0, 6.0]; McNemar's test tells the two apart (p = 0.039), but the interval does not leave out 0. It repairs 8 pictures and breaks 1.")]
    [InlineData(0, -0.02, 0.02, 3, 3, 1, "as many [−2.0, 2.0]; the two are not told apart (p = 1.00). It repairs 3 pictures and breaks 3.")]
    public void Of_Comparison_ClaimsWhatItShows(double difference, double lower, double upper, int repaired, int broken, double p, string expected)
    {
        var evaluation = With(Evaluations.Small(), new PairedComparison(difference, new Interval(lower, upper), repaired, broken, p));

        Summary.Of(evaluation).Single().Should().Be($"On 8 pictures of 3 classes, PromptTuning has 62.5\u00A0% right, zero-shot 50.0\u00A0%: {expected.Replace("p = ", "p\u00A0=\u00A0", StringComparison.Ordinal).Replace("p < ", "p\u00A0<\u00A0", StringComparison.Ordinal)}");
    }

    [Fact]
    public void Of_OneMethod_GivesItsAccuracy()
    {
        var evaluation = Evaluations.Small();
        evaluation = evaluation with { Methods = [evaluation.Methods[0] with { Top1Interval = new Interval(0.125, 0.75) }] };

        Summary.Of(evaluation).Should().Equal("On 8 pictures of 3 classes, zero-shot has 50.0\u00A0% right [12.5, 75.0].");
    }

    [Fact]
    public void Of_SeveralSets_CountsThoseThatAreToldApart()
    {
        var shown = new PairedComparison(0.25, new Interval(0.1, 0.4), 9, 1, 0.02);

        Summary.Of([With(Evaluations.Small(), shown), With(Evaluations.Small(), shown with { PValue = 0.2 }), With(Evaluations.Small(), shown with { Difference = -0.25, DifferenceInterval = new Interval(-0.4, -0.1) })])
            .Single().Should().StartWith("Over 3 sets, PromptTuning has 62.5\u00A0% right in the mean, zero-shot 50.0\u00A0%. It is better on 1, worse on 1, and on 1 the two are not told apart.");
    }

    private static SetEvaluation With(SetEvaluation evaluation, PairedComparison comparison)
        => evaluation with { Methods = [evaluation.Methods[0], evaluation.Methods[1] with { Comparison = comparison }] };
}

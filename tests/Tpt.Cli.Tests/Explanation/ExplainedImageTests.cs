using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Tests.Explanation;

public sealed class ExplainedImageTests(ExplainedImages images) : IClassFixture<ExplainedImages>
{
    [Fact]
    public void Of_PromptTuning_OrdersViewsByEntropyWithTheChosenFirst() => images.Explain(new PromptTuningOptions { SelectionFraction = 0.25 }, (image, compared, _) =>
    {
        image.Views.Should().HaveCount(16).And.BeInAscendingOrder(view => view.Entropy);
        image.Views.Select(view => view.Index).Should().OnlyHaveUniqueItems();
        image.ChosenViews.Select(view => view.Index).Should().Equal(compared.Predictions[0].SelectedViews.ToArray());
        image.Views.Take(4).Should().OnlyContain(view => view.IsChosen);
        image.IsAdapted.Should().BeTrue();
    });

    [Fact]
    public void Of_CentreView_SaysWhatZeroShotSays() => images.Explain(new ConfidentViewAveragingOptions(), (image, compared, _) =>
    {
        var centre = image.Views.Single(view => view.Index == 0);

        centre.TopClass.Should().Be(image.ZeroShotIndex);
        // The same probabilities, which softmax gives in single precision.
        centre.Entropy.Should().BeApproximately(compared.Predictions[0].ZeroShotEntropy, 1e-4);
    });

    [Fact]
    public void Of_ZeroShot_HasTheCentreViewAndNoAdaptation() => images.Explain(new ZeroShotOptions(), (image, _, _) =>
    {
        image.IsAdapted.Should().BeFalse();
        image.Views.Should().ContainSingle().Which.IsChosen.Should().BeFalse();
    });

    [Fact]
    public void TopClasses_TwelveClasses_AreTheTenHighestOfEither() => images.Explain(new PromptTuningOptions(), (image, compared, _) =>
    {
        var prediction = compared.Predictions[0];

        image.TopClasses.Should().OnlyHaveUniqueItems();
        image.TopClasses.Select(index => prediction.Scores.Span[index]).Should().BeInDescendingOrder();
        image.TopClasses.Should().Contain(prediction.Top(10).Select(top => top.Index));
        image.TopClasses.Should().Contain(Enumerable.Range(0, 12).OrderByDescending(index => prediction.ZeroShotScores.Span[index]).Take(10));
    });
}

using TorchSharp;
using Tpt.Engine.Methods.SelfEnsemble;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

public sealed class SelfEnsembleTests
{
    /// <summary>Two classes; a view's logits are (certainty, 0).</summary>
    private static Tensor Views(params float[] certainties) => stack([tensor(certainties), zeros(certainties.Length)], 1);

    [Theory]
    [InlineData(9f, 0.6)]
    [InlineData(0f, 0.4)]
    [InlineData(2.5f, 0.5)]
    public void Of_RankOfTheCentreView_SetsItsWeight(float centre, double expected)
    {
        using var scope = NewDisposeScope();

        // Four augmented views; certainty 2.5 is above two of them.
        ViewMixture.Of(Views(centre, 1, 2, 3, 4), new SelfEnsembleOptions()).CentreWeight.Should().BeApproximately(expected, 1e-12);
    }

    /// <summary>r = 3/4: ½ + (1/4)² influence.</summary>
    [Theory]
    [InlineData(0.4, 0.525)]
    [InlineData(0, 0.5)]
    [InlineData(2, 0.625)]
    public void Of_RankInfluence_ScalesTheSquareOfTheRank(double influence, double expected)
    {
        using var scope = NewDisposeScope();

        ViewMixture.Of(Views(3.5f, 1, 2, 3, 4), new SelfEnsembleOptions { RankInfluence = influence }).CentreWeight.Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Of_ViewsAsCertainAsTheCentreView_DoNotCount()
    {
        using var scope = NewDisposeScope();

        ViewMixture.Of(Views(2, 2, 2, 2), new SelfEnsembleOptions()).CentreWeight.Should().BeApproximately(0.4, 1e-12);
    }

    [Fact]
    public void Of_MoreViewsThanAreSelected_MixesTheMostConfident()
    {
        using var scope = NewDisposeScope();

        var mixture = ViewMixture.Of(Views(0, 1, 4, 2, 3), new SelfEnsembleOptions { SelectedViews = 2 });

        mixture.SelectedViews.Should().Equal(2, 4);
        // α = 0.4 and p_0 = ½
        var expected = (0.4 * 0.5) + (0.6 * (Sigmoid(4) + Sigmoid(3)) / 2);
        Probabilities(mixture).Zip([expected, 1 - expected], (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Of_CentreViewIsTheMostConfident_IsNotSelected()
    {
        using var scope = NewDisposeScope();

        ViewMixture.Of(Views(9, 1, 2), new SelfEnsembleOptions()).SelectedViews.Should().Equal(2, 1);
    }

    [Fact]
    public void Of_OneClass_IsCertain()
    {
        using var scope = NewDisposeScope();

        Probabilities(ViewMixture.Of(ones(3, 1), new SelfEnsembleOptions())).Should().Equal(1);
    }

    [Fact]
    public void Of_FullInfluence_CentreViewCountsNotAtAllOrAlone()
    {
        using var scope = NewDisposeScope();
        var options = new SelfEnsembleOptions { RankInfluence = 2 };

        Probabilities(ViewMixture.Of(Views(1, 2, 2), options))[0].Should().BeApproximately(Sigmoid(2), 1e-6);
        Probabilities(ViewMixture.Of(Views(3, 2, 2), options))[0].Should().BeApproximately(Sigmoid(3), 1e-6);
    }

    [Fact]
    public void Validate_OneView_IsRefused()
        => new TptClassifierOptions { Views = { Count = 1 }, Method = new SelfEnsembleOptions() }.Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Method.SelectedViews of 1 view selects no view: *Use at least 2 views.*").Which.ParamName.Should().Be("Method.SelectedViews");

    [Theory]
    [InlineData(64, 6)]
    [InlineData(3, 2)]
    public void Needs_Views_SelectsSixOrAllAugmented(int views, int expected) => new SelfEnsembleOptions().Needs(views).SelectedViews.Should().Be(expected);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Probabilities(ViewMixture mixture) => [.. mixture.Logits.exp().data<float>().ToArray().Select(value => (double)value)];
}

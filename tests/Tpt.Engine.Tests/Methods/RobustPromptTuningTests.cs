using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.RobustPromptTuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

[Collection(BuiltInModelCollection.Name)]
public sealed class RobustPromptTuningTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "carrot"];

    /// <summary>By hand: similarities .8 (a, b), 0 (a, c), .6 (b, c); the nearest other view scores .8, .8, .6; softmax of 0, 0, -2 at 0.1.</summary>
    [Fact]
    public void Average_ThreeViewsAndOneNeighbour_WeighsByTheNearest()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 1, 0 }, { 0.8f, 0.6f }, { 0, 1 } });
        var logits = tensor(new float[,] { { 3, 0 }, { 0, 6 }, { 9, 9 } });
        var outlier = Math.Exp(-2) / (2 + Math.Exp(-2));
        var equal = 1 / (2 + Math.Exp(-2));

        var averaged = SimilarityEnsemble.Average(features, logits, neighbours: 1, temperature: 0.1).data<float>().ToArray();

        averaged[0].Should().BeApproximately((float)((3 * equal) + (9 * outlier)), 1e-5f, "logits are averaged, not probabilities");
        averaged[1].Should().BeApproximately((float)((6 * equal) + (9 * outlier)), 1e-5f);
    }

    /// <summary>With all others: the scores are .4, .7, .3. Two neighbours of three views are all there are, so that 20 make no difference.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void Average_FewerViewsThanNeighbours_TakesAllOthers(int neighbours)
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 1, 0 }, { 0.8f, 0.6f }, { 0, 1 } });
        var weights = tensor(new[] { 4f, 7, 3 }).softmax(0);

        var averaged = SimilarityEnsemble.Average(features, eye(3), neighbours, temperature: 0.1);

        (averaged - weights).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Average_IdenticalViews_AreOne()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 0.6f, 0.8f } }).expand(30, 2).contiguous();
        var logits = tensor(new float[,] { { 1, 2, 3 } }).expand(30, 3).contiguous();

        var averaged = SimilarityEnsemble.Average(features, logits, neighbours: 20, temperature: 0.01);

        averaged.data<float>().ToArray().Zip([1f, 2, 3], (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Average_ViewThatIsNotANumber_DoesNotVote()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 1, 0 }, { float.NaN, 0 }, { 0.8f, 0.6f } });
        var logits = tensor(new float[,] { { 1, 0 }, { float.NaN, 0 }, { 3, 0 } });

        SimilarityEnsemble.Average(features, logits, neighbours: 20, temperature: 0.01)[0].item<float>().Should().BeApproximately(2, 1e-6f);
    }

    [Fact]
    public void Average_OneViewOrNoNumber_IsTheFirstVoice()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 1, 2 } });

        SimilarityEnsemble.Average(ones(1, 1), logits, neighbours: 20, temperature: 0.01).data<float>().ToArray().Should().Equal(1, 2);
        SimilarityEnsemble.Average(full(2, 1, float.NaN), full(2, 2, float.NaN), neighbours: 20, temperature: 0.01).data<float>().ToArray().Should().Equal(float.NaN, float.NaN);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(100)]
    public void Average_EndsOfTheTemperature_GiveNumbers(double temperature)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(30);

        SimilarityEnsemble.Average(evidence.Features, evidence.Logits, neighbours: 20, temperature).isfinite().all().item<bool>().Should().BeTrue();
    }

    /// <summary>As in the reference, whose mean of the largest similarities then has one that is masked out.</summary>
    [Fact]
    public void Weights_ViewWithFewerNeighboursThanAreAskedFor_HasNoSay()
    {
        using var scope = NewDisposeScope();
        const float Masked = float.NegativeInfinity;
        var similarity = tensor([1f, 0.9f, 0.9f, 0.9f, 1f, 0.2f, 0.9f, 0.2f, 1f]).view(3, 3);
        var mask = tensor([Masked, 0, Masked, 0, Masked, 0, 0, 0, Masked]).view(3, 3);

        SimilarityEnsemble.Scores(similarity, mask, neighbours: 2).data<float>().ToArray().Should().Equal(Masked, 0.55f, 0.55f);
        SimilarityEnsemble.Weights(similarity, mask, neighbours: 2, temperature: 0.1).data<float>().ToArray().Should().Equal(0, 0.5f, 0.5f);
    }

    /// <summary>Every number of the defaults matters: with another one the weights are others.</summary>
    [Theory]
    [InlineData(10, 0.01)]
    [InlineData(20, 0.1)]
    public void Weights_OtherConstants_AreOthers(int neighbours, double temperature)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var features = prepared.Views(30).Features;
        var similarity = features.mm(features.t());
        var mask = SimilarityEnsemble.WithoutSelf(features);

        var standard = SimilarityEnsemble.Weights(similarity, mask, 20, 0.01);

        (SimilarityEnsemble.Weights(similarity, mask, neighbours, temperature) - standard).abs().max().item<float>().Should().BeGreaterThan(1e-3f);
        (SimilarityEnsemble.Weights(similarity, zeros_like(mask), 20, 0.01) - standard).abs().max().item<float>().Should().BeGreaterThan(1e-6f, "a view is not its own neighbour");
    }

    [Fact]
    public void Adapt_Defaults_LowersTheMeanOfTheEntropiesAndScoresAllViews()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(64);
        var losses = new List<float>();
        var context = prepared.Context with { WantsViewLogits = true };
        var method = new RobustPromptTuning(context, new RobustPromptTuningOptions { Steps = 2 }) { Observer = step => losses.Add(step.Loss) };

        var adapted = method.Adapt([evidence])[0];

        var selected = ConfidenceSelection.Select(evidence.Logits, 6);
        adapted.SelectedViews.Should().Equal(selected);
        losses.Should().HaveCount(2).And.BeInDescendingOrder();
        losses[0].Should().BeApproximately(ConfidenceSelection.Entropies(evidence.Logits.index_select(0, tensor(selected.Select(view => (long)view).ToArray()))).mean().item<float>(), 1e-4f);
        var tuned = prepared.Classes.Logits(evidence.Features, prepared.Encoder.Encode(adapted.Context!, evidence.CentreView));
        (adapted.ViewLogits! - tuned).abs().max().item<float>().Should().BeLessThan(1e-4f);
        (adapted.Logits - SimilarityEnsemble.Average(evidence.Features, tuned, 20, 0.01)).abs().max().item<float>().Should().BeLessThan(1e-4f);
    }

    [Fact]
    public void Adapt_WithoutSteps_AveragesTheZeroShotLogits()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(30);

        var adapted = new RobustPromptTuningOptions { Steps = 0 }.Create(prepared.Context).Adapt([evidence])[0];

        adapted.Logits.data<float>().ToArray().Should().Equal(SimilarityEnsemble.Average(evidence.Features, evidence.Logits, 20, 0.01).data<float>().ToArray());
        adapted.ViewLogits.Should().BeNull("nobody asked");
    }

    [Fact]
    public void Adapt_SeveralRows_AreTheSameBitsAlone()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        ViewEvidence[] rows = [prepared.Views(24, seed: 1), prepared.Views(24, seed: 2), prepared.Views(24, seed: 3)];
        var method = new RobustPromptTuningOptions { Steps = 2 }.Create(prepared.Context);

        var together = method.Adapt(rows);

        for (var i = 0; i < rows.Length; i++)
        {
            together[i].Logits.data<float>().ToArray().Should().Equal(method.Adapt([rows[i]])[0].Logits.data<float>().ToArray());
        }
    }

    [Fact]
    public void Adapt_Pruned_MovesTheScoresByAboutTheTolerance()
    {
        using var scope = NewDisposeScope();
        using var exact = new PreparedEvidence(fixture.Model, _names);
        using var pruned = new PreparedEvidence(fixture.Model, _names, new ApproximationOptions { PruningTolerance = 1e-3 });

        var expected = new RobustPromptTuningOptions().Create(exact.Context).Adapt([exact.Views(24)])[0].Logits.softmax(-1);
        var actual = new RobustPromptTuningOptions().Create(pruned.Context).Adapt([pruned.Views(24)])[0].Logits.softmax(-1);

        (actual - expected).abs().max().item<float>().Should().BeLessThan(1e-2f);
    }

    [Fact]
    public void Validate_FirstOrder_SaysWhy()
    {
        var options = new TptClassifierOptions { Method = new RobustPromptTuningOptions(), Approximations = { FirstOrderTolerance = 0.1 } };

        options.Invoking(all => all.Validate()).Should().Throw<ArgumentException>().WithMessage("Approximations.FirstOrderTolerance is 0.1; it must be 0 with the method RobustPromptTuning*");
        (options with { Method = new RobustPromptTuningOptions { Steps = 0 } }).Invoking(all => all.Validate()).Should().NotThrow("nothing is tuned");
    }

    [Fact]
    public void Validate_TooFewViewsForTheFraction_NamesTheFraction()
        => new TptClassifierOptions { Views = { Count = 5 }, Method = new RobustPromptTuningOptions() }.Invoking(all => all.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Method.SelectionFraction 0.1 of 5 views selects no view*");
}

using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.RobustPromptTuning;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>What an approximation must not do to one method, where another would not mind.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ApproximationSoundnessTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "sun behind small cloud", "lemon", "tiger", "whale", "banana", "taxi"];

    /// <summary>A lead of two votes can be turned by one view, whatever smaller margin the options have.</summary>
    [Fact]
    public void Predict_VotesWithASmallMargin_AreScoredAgainWhereOneViewCanTurnThem()
    {
        using var half = ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.5 });
        ImagePixels[] images = [.. Enumerable.Range(41, 10).Select(seed => SyntheticImages.Create(seed))];
        var plain = Predict(half, TptPrecision.BFloat16, exactMargin: 0);
        var exact = Predict(fixture.Model, TptPrecision.Float32, exactMargin: 0);

        var predictions = Predict(half, TptPrecision.BFloat16, exactMargin: 0.02);

        // 6 of 20 views vote: leads of one and two votes are 0.17 and 0.33, and a tie that is broken 0.14.
        plain.Should().Contain(prediction => prediction.Margin > 0.02f && prediction.Margin < 0.4f).And.Contain(prediction => prediction.Margin > 0.45f);
        for (var i = 0; i < images.Length; i++)
        {
            // The zero-shot scores tell which way an image went, also where its votes are the same on both.
            var expected = plain[i].Margin < 0.4f ? exact[i] : plain[i];
            predictions[i].ZeroShotScores.ToArray().Should().Equal(expected.ZeroShotScores.ToArray());
            predictions[i].Scores.ToArray().Should().Equal(expected.Scores.ToArray());
        }

        TptPrediction[] Predict(ClipModel model, TptPrecision precision, double exactMargin)
        {
            using var classifier = new TptClassifier(model, _names, new TptClassifierOptions
            {
                Views = { Count = 20, Seed = 3 },
                Method = new ZeroOptions(),
                Approximations = { Precision = precision, ExactMargin = exactMargin },
            });
            return [.. images.Select(classifier.Predict)];
        }
    }

    [Theory]
    [InlineData(64, 0.3, 2.5 / 19)]
    [InlineData(64, 0.1, 2.5 / 6)]
    [InlineData(10, 0.3, 2.5 / 3)]
    public void LeastExactMargin_OfVotes_IsBetweenLeadsOfTwoAndThree(int views, double fraction, double margin)
        => new ZeroOptions { SelectionFraction = fraction }.LeastExactMargin(views).Should().BeApproximately(margin, 1e-12);

    [Theory]
    [InlineData(9, 2)]
    [InlineData(1, 1)]
    public void Validate_MarginOfTwoVotesOrFewer_SaysHowToHaveMore(int views, int votes)
    {
        var options = new TptClassifierOptions { Views = { Count = views }, Method = new ZeroOptions(), Approximations = { Precision = TptPrecision.BFloat16, ExactMargin = 0.02 } };

        options.Invoking(o => o.Validate()).Should().Throw<ArgumentException>()
            .WithMessage($"Approximations.ExactMargin is 0.02; it must be 0 with the method Zero and {votes} of {views} views that vote: *at least 3 views vote*Views.Count*Method.SelectionFraction*");
        (options with { Approximations = new() { ExactMargin = 0.02 } }).Invoking(o => o.Validate()).Should().NotThrow("nothing is approximated");
    }

    /// <summary>
    /// Half of the views are sure of A and half of B, and both think of C next: the mean of their logits says C, to which no view gives much
    /// probability. D matters to nothing and keeps its features.
    /// </summary>
    [Fact]
    public void Adapt_EnsembleOfLogitsUnderPruning_TunesTheClassThatItFavours()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, ["dog", "taxi", "lemon", "whale"], new ApproximationOptions { PruningTolerance = 0.1 });
        var classes = prepared.Classes.InitialFeatures;
        var centred = classes - classes.mean([0], keepdim: true);
        var evidence = prepared.Views(stack([centred[0] + (centred[2] * 0.75), centred[1] + (centred[2] * 0.75)]));
        ClassPruning.Keep(evidence.Logits, 0.1).Should().BeEquivalentTo([0, 1], "no view takes C for likely");
        evidence.Logits.mean([0]).argmax().item<long>().Should().Be(2, "the views together do");

        var adapted = new RobustPromptTuning(prepared.Context with { WantsViewLogits = true }, new RobustPromptTuningOptions { SelectionFraction = 0.5 }).Adapt([evidence])[0];

        Moved(2).Should().BeGreaterThan(1e-4f);
        Moved(3).Should().BeLessThan(1e-4f, "it is pruned");

        float Moved(int index) => (adapted.ViewLogits! - evidence.Logits).abs().amax([0])[index].item<float>();
    }

    /// <summary>One view that is not a number must not decide what the others are tuned on.</summary>
    [Fact]
    public void Keep_AViewIsNotANumber_KeepsWhatMattersToTheOthers()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 5f, 0, 5, 0 }, { float.NaN, 0, 0, 0 }, { 0, 5, 5, 0 } });

        ClassPruning.Keep(logits, 0.1).Should().BeEquivalentTo([0, 1, 2]);
        ClassPruning.Keep(logits.narrow(0, 1, 1), 0.1).Should().HaveCount(4, "no view says anything");
    }

    /// <summary>The temperature is fitted on views that the method has no eye on, so first order holds nothing of it.</summary>
    [Theory]
    [InlineData("PromptTuning", true)]
    [InlineData("PrototypeShift", false)]
    public void Validate_MatchedConfidenceAndFirstOrder_IsRefusedWhereThePromptIsTuned(string method, bool isRefused)
    {
        var options = new TptClassifierOptions
        {
            Method = (MethodOptions)Activator.CreateInstance(MethodOptions.All[method])!,
            Calibration = new ConfidenceMatchingOptions(),
            Approximations = { FirstOrderTolerance = 0.01 },
        };
        var validate = () => options.Validate();

        if (isRefused)
        {
            validate.Should().Throw<ArgumentException>().WithMessage("Approximations.FirstOrderTolerance is 0.01; it must be 0 with the calibration ConfidenceMatching: *");
        }
        else
        {
            validate.Should().NotThrow();
        }
        (options with { Calibration = new TemperatureOptions() }).Invoking(o => o.Validate()).Should().NotThrow();
    }

    /// <summary>With the logits of all views asked for, a class that matters to any of them is tuned.</summary>
    [Fact]
    public void Adapt_ViewLogitsUnderPruning_CoverTheClassesOfEveryView()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, ["dog", "taxi", "lemon", "whale"], new ApproximationOptions { PruningTolerance = 0.1 });
        var classes = prepared.Classes.InitialFeatures;
        var centred = classes - classes.mean([0], keepdim: true);
        // The first two views, one of which is selected, waver between A and B; the last is C, less surely than the selected one.
        var evidence = prepared.Views(stack([centred[0] + (centred[1] * 0.8), centred[0] + (centred[1] * 0.9), centred[2] + (centred[0] * 0.97)]));
        var options = new PromptTuningOptions { SelectionFraction = 0.34 };

        var adapted = new PromptTuning(prepared.Context with { WantsViewLogits = true }, options).Adapt([evidence])[0];

        adapted.SelectedViews.Should().NotContain(2);
        (adapted.ViewLogits! - evidence.Logits).abs().amax([0])[2].item<float>().Should().BeGreaterThan(1e-4f);
        new PromptTuning(prepared.Context, options).Adapt([evidence])[0].ViewLogits.Should().BeNull();
    }
}

using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Siglip;

[Collection(BuiltInModelCollection.Name)]
public sealed class SiglipClassifierTests : IDisposable
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "sun behind small cloud"];
    private readonly ClipModel _model = TinySiglip.Model();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Predict_Twice_HasTheSameBitsAndLowersTheEntropy()
    {
        using var zeroShot = new TptClassifier(_model, _names, Options(steps: 0));
        using var one = new TptClassifier(_model, _names, Options(steps: 1));
        using var four = new TptClassifier(_model, _names, Options(steps: 4));
        var image = SyntheticImages.Create(3);

        var (before, after, later) = (zeroShot.Predict(image), one.Predict(image), four.Predict(image));

        after.Scores.ToArray().Should().Equal(one.Predict(image).Scores.ToArray());
        after.Entropy.Should().BeLessThan(before.Entropy);
        later.Entropy.Should().BeLessThan(after.Entropy);
        after.IsFallback.Should().BeFalse();
        (one.ContextTokenCount, one.ContextWidth).Should().Be((4, 64));
    }

    [Fact]
    public void Predict_AnyCompany_HasTheSameBits()
    {
        using var classifier = new TptClassifier(_model, _names, Options(steps: 1));
        var rows = Enumerable.Range(0, 3).Select(seed => classifier.CreateViews(SyntheticImages.Create(seed))).ToArray();

        var together = classifier.Predict(rows).Select(prediction => prediction.Scores.ToArray()).ToArray();

        together.Should().BeEquivalentTo(rows.Select(row => classifier.Predict(row).Scores.ToArray()), options => options.WithStrictOrdering());
        Array.ForEach(rows, row => row.Dispose());
    }

    [Theory]
    [InlineData(1e-9, 0, false)]
    [InlineData(0, 1e-3, false)]
    [InlineData(0, 0, true)]
    public void Predict_Approximated_StaysNearTheExactScores(double pruning, double firstOrder, bool share)
    {
        using var exact = new TptClassifier(_model, _names, Options(steps: 1));
        var options = Options(steps: 1);
        options.Approximations = new() { PruningTolerance = pruning, FirstOrderTolerance = firstOrder, SharePasses = share };
        using var approximate = new TptClassifier(_model, _names, options);
        var image = SyntheticImages.Create(4);

        approximate.Predict(image).Scores.ToArray().Zip(exact.Predict(image).Scores.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-3f);
    }

    [Fact]
    public void Predict_EveryPositionAndMethod_GivesProbabilities()
    {
        TptClassifierOptions[] all =
        [
            new() { Views = { Count = 8 }, Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.5 } },
            new() { Views = { Count = 8 }, Prompt = { Template = "a {0} in a photo.", ClassTokenPosition = ClassTokenPosition.Middle }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } },
            new() { Views = { Count = 8 }, Prompt = { ClassTokenPosition = ClassTokenPosition.Front }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } },
            new() { Views = { Count = 8, Seed = 1 }, Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 3 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } },
            new() { Views = { Count = 8 }, Prompt = { ZeroShotTemplates = ["a {0}.", "one {0}."] }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } },
        ];

        foreach (var options in all)
        {
            using var classifier = new TptClassifier(_model, _names, options);
            var prediction = classifier.Predict(SyntheticImages.Create(5));
            prediction.IsFallback.Should().BeFalse();
            prediction.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
        }
    }

    [Fact]
    public void Predict_ManyRows_LeavesNoTensorBehind()
    {
        using var classifier = new TptClassifier(_model, _names, Options(steps: 2));
        var image = SyntheticImages.Create(6);
        classifier.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        for (var row = 0; row < 3; row++)
        {
            classifier.Predict(image);
            LiveTensors.Count.Should().Be(before, "every tensor of a row has an owner");
        }
    }

    [Fact]
    public void Constructor_PatchDropout_SaysWhatItNeeds()
        => FluentActions.Invoking(() => new TptClassifier(_model, _names, new() { Approximations = new ApproximationOptions { PatchDropout = 0.5 } }).Dispose())
            .Should().Throw<ArgumentException>().WithMessage("Approximations.PatchDropout is 0.5, but the image tower is SigLIP's*");

    private static TptClassifierOptions Options(int steps) => new() { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 1, Steps = steps } };
}

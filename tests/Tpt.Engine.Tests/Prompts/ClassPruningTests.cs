using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

[Collection(BuiltInModelCollection.Name)]
public sealed class ClassPruningTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names =
        ["dog", "cat", "red apple", "hot dog", "bear", "beer mug", "sun behind small cloud", "lemon", "tiger", "whale", "banana", "taxi"];

    [Theory]
    [InlineData(0.3, new[] { 0, 1, 3 })]
    [InlineData(0.25, new[] { 0, 1, 3 })]
    [InlineData(0.1, new[] { 0, 1, 2, 3 })]
    public void Keep_LeavesNoViewMoreThanTheToleranceOutside(double tolerance, int[] expected)
    {
        using var scope = NewDisposeScope();
        var probabilities = tensor(new[] { 0.70f, 0.05f, 0.15f, 0.10f, 0.05f, 0.60f, 0.15f, 0.20f }, [2, 4]);

        // The columns by their largest value: 0 (0.70), 1 (0.60), 3 (0.20), 2 (0.15).
        // Outside {0, 1, 3} lie 0.15 and 0.15; outside {0, 1} 0.25 and 0.35.
        ClassPruning.Keep(probabilities.log(), tolerance).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void Predict_WithPruning_TunesAsTheKeptClassesSay()
    {
        var image = SyntheticImages.Create(11);
        using var exact = new TptClassifier(fixture.Model, _names, Options(0));
        using var nearlyExact = new TptClassifier(fixture.Model, _names, Options(1e-9));
        using var pruned = new TptClassifier(fixture.Model, _names, Options(0.3));

        var expected = exact.Predict(image).Scores.ToArray();

        Difference(nearlyExact.Predict(image).Scores.ToArray(), expected).Should().BeLessThan(1e-5f, "nothing that matters is left out");
        var difference = Difference(pruned.Predict(image).Scores.ToArray(), expected);
        difference.Should().BeGreaterThan(0, "some classes keep their initial features").And.BeLessThan(0.1f);
    }

    [Fact]
    public void Predict_WithPruning_LeavesNoTensorBehind()
    {
        var image = SyntheticImages.Create(12);
        using var pruned = new TptClassifier(fixture.Model, _names, Options(0.2));
        pruned.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        pruned.Predict(image);

        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Predict_AnyClassChunkSize_GivesTheSameScoresUpToRounding()
    {
        var image = SyntheticImages.Create(13);
        using var whole = new TptClassifier(fixture.Model, _names, Options(0));
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = 5 });
        using var chunked = new TptClassifier(model, _names, Options(0));

        Difference(chunked.Predict(image).Scores.ToArray(), whole.Predict(image).Scores.ToArray()).Should().BeLessThan(1e-5f);
    }

    private static TptClassifierOptions Options(double tolerance) => new() { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 0.25, Steps = 2 }, Approximations = { PruningTolerance = tolerance } };

    private static float Difference(float[] actual, float[] expected) => actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
}

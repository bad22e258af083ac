using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>What a batch saves where its images share passes, counted: on a GPU a pass costs what its launches cost.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class SharedPassesTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["ant", "red apple", "hot dog", "leaf fluttering in wind", "1st place medal"];

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 1)]
    public void Score_SixImagesWithOneView_GoThroughTheImageTowerTogetherWhereTheyMay(bool share, long expected)
    {
        using var classifier = new TptClassifier(fixture.Model, _names, new() { Method = new ZeroShotOptions(), Approximations = { SharePasses = share } });
        var views = Views(classifier, 6);
        var before = fixture.Model.Network.Images.Passes;

        var scores = classifier.Scorer.Score(views);

        (fixture.Model.Network.Images.Passes - before).Should().Be(expected);
        for (var i = 0; i < views.Length; i++)
        {
            var alone = classifier.Scorer.Score([views[i]])[0].Scores;
            scores[i].Scores.Zip(alone, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-5f, "rounding alone differs");
            views[i].Dispose();
        }
    }

    /// <summary>With suffixes padded as for a GPU: one backward pass a step for a batch of three, where each image takes its own on a CPU.</summary>
    [Theory]
    [InlineData("Padded", true, 1, 1)]
    [InlineData("Padded", true, 3, 3)]
    [InlineData("Padded", false, 1, 3)]
    [InlineData("ByLength", true, 1, 3)]
    public void Step_ThreeImages_GoBackTogetherWhereTheDeviceGainsByIt(string packing, bool share, int steps, long expectedOfText)
    {
        using var scope = NewDisposeScope();
        using var classes = Classes(Enum.Parse<SuffixPacking>(packing));
        using var prompts = new PromptEncoder(classes);
        ViewEvidence[] rows = [.. Enumerable.Range(0, 3).Select(seed => Evidence(classes, seed))];
        var options = new PromptTuningOptions { Steps = steps };
        var alone = new PromptTuning(new MethodContext(prompts, new()), options);
        var method = new PromptTuning(new MethodContext(prompts, new() { SharePasses = share }), options);
        Tensor[] expected = [.. rows.Select(row => alone.Adapt([row])[0].Logits)];
        var before = LeafGradients.Passes;

        var adapted = method.Adapt(rows);

        // The loss of each image goes back to the class features by itself, which is a few launches.
        (LeafGradients.Passes - before - (3 * steps)).Should().Be(expectedOfText);
        adapted.Zip(expected, (one, other) => (one.Logits - other).abs().max().item<float>()).Should().OnlyContain(difference => difference < 2e-3f, "logits are near 100");
    }

    private ClassPrompts Classes(SuffixPacking packing)
    {
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(fixture.Model.Tokenizer, template, [.. _names.Select(name => new ClassPromptSet(name))], fixture.Model.ContextLength);
        return new ClassPrompts(fixture.Model.Network, prompts, new PromptLayout(4, ClassTokenPosition.End, 0), null, chunkSize: 128, packing: packing);
    }

    private ViewEvidence Evidence(ClassPrompts classes, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var features = randn([20, fixture.Model.EmbeddingDimension], generator: generator, device: CPU);
        return new ViewEncoder(fixture.Model.Network.Images, classes).ToEvidence(features);
    }

    private static ViewBatch[] Views(TptClassifier classifier, int count) => [.. Enumerable.Range(0, count).Select(seed => classifier.CreateViews(SyntheticImages.Create(seed)))];
}

using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Methods;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

[Collection(BuiltInModelCollection.Name)]
public sealed class TokenMergingTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon", "tiger", "whale", "banana", "taxi", "bus"];

    [Theory]
    [InlineData(0.9, 196, 12, 16)]
    [InlineData(0.5, 196, 12, 9)]
    [InlineData(0.9, 64, 6, 12)]
    [InlineData(0.01, 49, 12, 0)]
    [InlineData(0.9, 49, 1, 0)]
    public void PerLayer_Share_IsGoneBeforeTheLastLayer(double share, int patches, int layers, int expected)
        => TokenMerging.PerLayer(share, patches, layers).Should().Be(expected);

    [Fact]
    public void Merge_MostAlike_BecomeTheirMean()
    {
        using var scope = NewDisposeScope();
        // Tokens 0 (the class), 2 and 4 may be merged, into 1 or 3. By their keys 4 is like 1, and 2 is like none.
        var keys = tensor(new float[] { 1, 0, 0, 1, -1, -1, 1, 1, 0, 2 }).view(1, 1, 5, 2);
        var hidden = tensor(new float[] { 10, 20, 30, 40, 50 }).view(1, 5, 1);
        var sizes = tensor(new float[] { 1, 3, 1, 1, 1 }).view(1, 5, 1);

        var (merged, mergedSizes) = TokenMerging.Merge(hidden, sizes, keys, count: 1);

        merged.data<float>().ToArray().Should().Equal(10, 30, (3 * 20 + 50) / 4f, 40);
        mergedSizes.data<float>().ToArray().Should().Equal(1, 1, 4, 1);
    }

    [Theory]
    [InlineData(9, 2, 7)]
    [InlineData(9, 100, 5)]
    [InlineData(8, 100, 5)]
    [InlineData(2, 1, 2)]
    [InlineData(1, 1, 1)]
    public void Merge_AnyCount_KeepsTheClassTokenAndAllThatWasThere(int tokens, int count, int left)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var keys = randn([2, 3, tokens, 4], generator: generator);
        var hidden = randn([2, tokens, 6], generator: generator);
        var sizes = ones(2, tokens, 1);

        var (merged, mergedSizes) = TokenMerging.Merge(hidden, sizes, keys, count);

        merged.shape.Should().Equal(2, left, 6);
        merged.select(1, 0).data<float>().ToArray().Should().Equal(hidden.select(1, 0).contiguous().data<float>().ToArray());
        mergedSizes.sum([1, 2]).data<float>().ToArray().Should().Equal(tokens, tokens);
        ((merged * mergedSizes).sum(1) - hidden.sum(1)).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    /// <summary>A token that stands for two equal ones must count as two: then nothing is lost.</summary>
    [Fact]
    public void ForwardAt_EveryPatchTwice_IsTheSameMergedOrNot()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        using var noGrad = no_grad();
        using var encoder = new ClipEncoder(layerCount: 2, hiddenSize: 32, intermediateSize: 64, heads: 4, layerNormEps: 1e-5, ClipActivation.QuickGelu, LayerFactory.Empty(CPU, ScalarType.Float32));
        foreach (var parameter in encoder.parameters())
        {
            parameter.copy_(0.3 * randn(parameter.shape, generator: generator));
        }
        var patches = randn([2, 6, 32], generator: generator).repeat_interleave(2, 1);
        var hidden = cat([randn([2, 1, 32], generator: generator), patches], 1);

        var whole = encoder.ForwardAt(hidden, token: 0);
        var merged = encoder.ForwardAt(hidden, token: 0, mergedPerLayer: 6);
        var lossy = encoder.ForwardAt(cat([hidden.narrow(1, 0, 1), randn([2, 12, 32], generator: generator)], 1), token: 0, mergedPerLayer: 6);

        (whole - merged).abs().max().item<float>().Should().BeLessThan(1e-4f * whole.abs().max().item<float>());
        (whole - lossy).abs().max().item<float>().Should().BeGreaterThan(1e-2f * whole.abs().max().item<float>(), "other patches must show");
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Encode_Merging_ComputesTheCentreViewWhole(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = TinyModel.Network(TinyModel.VisionTransformer, TinyModel.Weights(TinyModel.VisionTransformer), dtype);
        using var generator = new Generator(7, CPU);
        var pixels = randn([5, 3, 24, 24], generator: generator);

        var whole = ImageEncoder.Encode(network.Images, pixels);
        var merged = ImageEncoder.Screen(network.Images, pixels, new Screening(TokenMerging: 0.6));

        merged.shape.Should().Equal(whole.shape);
        merged.dtype.Should().Be(ScalarType.Float32);
        (merged[0] - whole[0]).abs().max().item<float>().Should().BeLessThan(dtype == ScalarType.Float32 ? 1e-5f : 0.05f * whole.abs().max().item<float>());
        (merged[1] - whole[1]).abs().max().item<float>().Should().BeGreaterThan(1e-3f);
    }

    [Fact]
    public void Predict_MergingThatKeepsTheSameViews_GivesTheSameScores_AndLeavesNoTensorBehind()
    {
        using var whole = new TptClassifier(fixture.Model, _names);
        using var merging = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Approximations = { TokenMerging = 0.9 } });
        var image = SyntheticImages.Create(61);
        var expected = whole.Predict(image);
        var actual = merging.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        var again = merging.Predict(image);

        LiveTensors.Count.Should().Be(before, "every tensor of a row has an owner");
        again.Scores.ToArray().Should().Equal(actual.Scores.ToArray());
        Difference(actual.ZeroShotScores, expected.ZeroShotScores).Should().BeLessThan(1e-5f);
        actual.SelectedViews.ToArray().Should().Equal(expected.SelectedViews.ToArray());
        Difference(actual.Scores, expected.Scores).Should().BeLessThan(1e-5f);
    }

    /// <summary>All views are candidates, so there is nothing that merging could be wrong about, or save.</summary>
    [Fact]
    public void Predict_MergingAndHalfOfTheViewsKept_GivesTheExactScores()
    {
        using var exact = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
        using var merging = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 }, Approximations = { TokenMerging = 0.9 } });
        var image = SyntheticImages.Create(63);

        merging.Predict(image).Scores.ToArray().Should().Equal(exact.Predict(image).Scores.ToArray());
    }

    [Theory]
    [InlineData(0.1, 12)]
    [InlineData(0.49, 62)]
    public void Encode_MergingAndViewsToKeep_ComputesTheMostConfidentViewsWhole(double selectionFraction, int candidates)
    {
        using var scope = NewDisposeScope();
        using var classifier = new TptClassifier(fixture.Model, _names);
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], classifier.Options.Prompt, seed: 0);
        using var views = classifier.CreateViews(SyntheticImages.Create(64));
        var pixels = views.ToTensor();
        var tower = fixture.Model.Network.Images;
        var keptViews = ConfidenceSelection.Count(views.Count, selectionFraction);

        var whole = new ViewEncoder(tower, classes).Encode(pixels, keptViews).Features;
        var merged = new ViewEncoder(tower, classes, new Screening(TokenMerging: 0.9)).Encode(pixels, keptViews);

        var off = (whole - merged.Features).abs().amax([1]).data<float>().ToArray();
        off[0].Should().BeLessThan(1e-5f, "it is what gets classified");
        var alone = ClipNetwork.Normalize(ImageEncoder.Encode(tower, pixels.narrow(0, 0, 1)));
        merged.Features[0].data<float>().ToArray().Should().Equal(alone[0].data<float>().ToArray(), "it is not computed twice");
        off.Count(difference => difference < 1e-5f).Should().BeInRange(candidates, candidates + 1, "two candidates for each view that is kept, and the centre view");
        ConfidenceSelection.Select(merged.Logits, 1).Should().OnlyContain(view => off[view] < 1e-5f);
    }

    /// <summary>All but those that refuse it, because every view counts there.</summary>
    public static TheoryData<MethodOptions> MethodsThatMerge => [.. EveryMethod.Data.Cast<MethodOptions>().Where(method => method.Name is not ("MeanShift" or "RobustPromptTuning"))];

    [Theory]
    [MemberData(nameof(MethodsThatMerge))]
    public void Predict_MergingAndACloseCall_GivesTheExactScores(MethodOptions method)
    {
        using var exact = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method });
        using var merging = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method, Approximations = { TokenMerging = 0.9, ExactMargin = 0.99999 } });
        var image = SyntheticImages.Create(62);

        merging.Predict(image).Scores.ToArray().Should().Equal(exact.Predict(image).Scores.ToArray());
    }

    /// <summary>No view is selected then, and none merged; five views at the default share select none either.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void Predict_MergingWithoutSteps_IsZeroShot(int views)
    {
        using var zeroShot = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = views }, Method = new PromptTuningOptions { Steps = 0 } });
        using var merging = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = views }, Method = new PromptTuningOptions { Steps = 0 }, Approximations = { TokenMerging = 0.9 } });
        var image = SyntheticImages.Create(65);

        merging.Predict(image).Scores.ToArray().Should().Equal(zeroShot.Predict(image).Scores.ToArray());
    }

    private static float Difference(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b) => a.ToArray().Zip(b.ToArray(), (x, y) => Math.Abs(x - y)).Max();
}

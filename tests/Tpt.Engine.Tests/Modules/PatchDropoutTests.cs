using TorchSharp;
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
public sealed class PatchDropoutTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon", "tiger", "whale", "banana", "taxi", "bus"];

    /// <summary>Numbers of patches, row by row; the class token is 0.</summary>
    [Theory]
    [InlineData(0.5, 4, new long[] { 0, 1, 3, 6, 8, 9, 11, 14, 16 })]
    [InlineData(0.75, 4, new long[] { 0, 1, 3, 9, 11 })]
    [InlineData(0, 2, new long[] { 0, 1, 2, 3, 4 })]
    [InlineData(0.999, 3, new long[] { 0, 1 })]
    [InlineData(0.5, 1, new long[] { 0, 1 })]
    public void KeptTokens_Share_StayEvenlySpread(double share, int side, long[] expected)
        => PatchDropout.KeptTokens(share, side).Should().Equal(expected);

    [Theory]
    [InlineData(0.5, 14, 98)]
    [InlineData(0.6, 8, 26)]
    [InlineData(0.75, 24, 144)]
    public void KeptTokens_ShareOfALargerGrid_NoRowOrColumnIsBare(double share, int side, int patches)
    {
        var kept = PatchDropout.KeptTokens(share, side).Skip(1).Select(token => token - 1).ToArray();

        kept.Should().HaveCount(patches).And.OnlyHaveUniqueItems().And.BeInAscendingOrder();
        kept.Should().OnlyContain(patch => patch >= 0 && patch < side * side);
        // In each square of two by two patches one stays at least.
        kept.Select(patch => (patch / side / 2, patch % side / 2)).Distinct().Should().HaveCount((side / 2) * (side / 2));
    }

    /// <summary>What the patches that are left out show does not count, and every other patch does.</summary>
    [Fact]
    public void Screen_PatchesLeftOut_DoNotCount()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = TinyModel.Network(TinyModel.VisionTransformer, TinyModel.Weights(TinyModel.VisionTransformer), ScalarType.Float32);
        using var generator = new Generator(7, CPU);
        var pixels = randn([2, 3, 24, 24], generator: generator);
        var tower = network.Images;
        var kept = PatchDropout.KeptTokens(0.5, tower.PatchesPerRow);
        var before = Screened(pixels);

        for (var patch = 0; patch < tower.PatchesPerRow * tower.PatchesPerRow; patch++)
        {
            var changed = pixels.clone();
            var size = 24 / tower.PatchesPerRow;
            changed.narrow(2, patch / tower.PatchesPerRow * size, size).narrow(3, patch % tower.PatchesPerRow * size, size).fill_(3);

            var counts = (Screened(changed) - before)[1].abs().max().item<float>() > 0;

            counts.Should().Be(kept.Contains(patch + 1), "patch {0}", patch);
        }
        Tensor Screened(Tensor views) => ImageEncoder.Screen(tower, views, new Screening(PatchDropout: 0.5));
    }

    [Theory]
    [InlineData(0.1, 12)]
    [InlineData(0.49, 62)]
    public void Encode_ViewsToKeep_TheCentreViewAndTheCandidatesAreWholeBitForBit(double selectionFraction, int candidates)
    {
        using var scope = NewDisposeScope();
        using var classifier = new TptClassifier(fixture.Model, _names);
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], classifier.Options.Prompt, seed: 0);
        using var views = classifier.CreateViews(SyntheticImages.Create(64));
        var pixels = views.ToTensor();
        var tower = fixture.Model.Network.Images;

        var evidence = new ViewEncoder(tower, classes, new Screening(PatchDropout: 0.5)).Encode(pixels, ConfidenceSelection.Count(views.Count, selectionFraction));

        var screened = ImageEncoder.Screen(tower, pixels, new Screening(PatchDropout: 0.5));
        var logits = new ViewEncoder(tower, classes).ToEvidence(screened.narrow(0, 1, 63)).Logits;
        long[] whole = [.. ConfidenceSelection.Select(logits, candidates).Select(view => view + 1L)];
        Row(evidence.Features, 0).Should().Equal(Row(ClipNetwork.Normalize(ImageEncoder.Encode(tower, pixels.narrow(0, 0, 1))), 0), "the centre view is what gets classified");
        var alone = ClipNetwork.Normalize(ImageEncoder.Encode(tower, pixels.index_select(0, tensor(whole))));
        for (var i = 0; i < whole.Length; i++)
        {
            Row(evidence.Features, whole[i]).Should().Equal(Row(alone, i), "view {0} is a candidate", whole[i]);
        }
        var off = (evidence.Features - new ViewEncoder(tower, classes).Encode(pixels, 0).Features).abs().amax([1]).data<float>().ToArray();
        off.Count(difference => difference > 1e-3f).Should().Be(63 - candidates, "the others are screened");

        static float[] Row(Tensor features, long view) => features[view].data<float>().ToArray();
    }

    [Fact]
    public void Predict_SameViewsKept_GivesTheSameScores_AndLeavesNoTensorBehind()
    {
        using var whole = new TptClassifier(fixture.Model, _names);
        using var dropping = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Approximations = { PatchDropout = 0.5 } });
        var image = SyntheticImages.Create(61);
        var expected = whole.Predict(image);
        var actual = dropping.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        var again = dropping.Predict(image);

        LiveTensors.Count.Should().Be(before, "every tensor of a row has an owner");
        again.Scores.ToArray().Should().Equal(actual.Scores.ToArray());
        actual.SelectedViews.ToArray().Intersect(expected.SelectedViews.ToArray()).Should().HaveCountGreaterThan(3, "most of the 6 views are found");
        actual.ZeroShotScores.ToArray().Zip(expected.ZeroShotScores.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-5f);
    }

    /// <summary>All but those that refuse it, because every view counts there.</summary>
    public static TheoryData<MethodOptions> MethodsThatScreen => [.. EveryMethod.Data.Cast<MethodOptions>().Where(method => method.Name is not ("MeanShift" or "RobustPromptTuning"))];

    [Theory]
    [MemberData(nameof(MethodsThatScreen))]
    public void Predict_ACloseCall_GivesTheExactScores(MethodOptions method)
    {
        using var exact = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method });
        using var dropping = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method, Approximations = { PatchDropout = 0.5, ExactMargin = 0.99999 } });
        var image = SyntheticImages.Create(62);

        dropping.Predict(image).Scores.ToArray().Should().Equal(exact.Predict(image).Scores.ToArray());
    }

    /// <summary>No view is selected then, and none screened; and where all views are candidates there is nothing to save.</summary>
    [Theory]
    [InlineData(64, 0, 0.1)]
    [InlineData(1, 0, 1)]
    [InlineData(16, 1, 0.5)]
    public void Predict_NothingToScreen_IsExact(int views, int steps, double selectionFraction)
    {
        TptClassifierOptions Options(double share) => new()
        {
            Views = { Count = views },
            Method = new PromptTuningOptions { Steps = steps, SelectionFraction = selectionFraction },
            Approximations = { PatchDropout = share },
        };
        using var exact = new TptClassifier(fixture.Model, _names, Options(0));
        using var dropping = new TptClassifier(fixture.Model, _names, Options(0.75));
        var image = SyntheticImages.Create(65);

        dropping.Predict(image).Scores.ToArray().Should().Equal(exact.Predict(image).Scores.ToArray());
    }
}

using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

[Collection(BuiltInModelCollection.Name)]
public sealed class SubspaceShiftTests(BuiltInModelFixture fixture)
{
    /// <summary>More classes than numbers, as many, and fewer; a fraction that keeps one view, and several.</summary>
    [Theory]
    [InlineData(40, 24, 3, 0.1, 5e-3)]
    [InlineData(24, 24, 4, 0.25, 5e-3)]
    [InlineData(9, 24, 2, 0.5, 0.02)]
    [InlineData(5, 32, 1, 0.1, 0.02)]
    public void Adapt_PlantedRank_IsWhatTheFormulasGiveInDouble(int classes, int embedding, int rank, double selectionFraction, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(classes + embedding));
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, classes, embedding, rank);
        var views = MethodBench.MixedViews(generator, classFeatures, 32);
        var reference = new SteeringReference(MethodBench.ToRows(views), MethodBench.ToRows(classFeatures), bench.Scale, learningRate, selectionFraction);
        var expected = reference.LogProbabilities();

        var adaptation = bench.Adapt(new SubspaceShiftOptions { SelectionFraction = selectionFraction, LearningRate = learningRate }, views, classFeatures);

        reference.Directions.Should().HaveCount(rank, "the threshold keeps what was planted");
        reference.Gradient.Should().OnlyContain(slope => Math.Abs(slope) > 1e-4, "a sign that is rounding cannot be compared");
        adaptation.SelectedViews.Should().Equal(reference.Selected);
        // Probabilities: their logarithms go down to -100, where nothing is left of a sum.
        adaptation.Logits.exp().data<float>().ToArray().Zip(expected, (actual, log) => Math.Abs(actual - Math.Exp(log))).Max().Should().BeLessThan(2e-5);
    }

    /// <summary>What the step adds to the mean of the same views is far more than what the comparison above allows.</summary>
    [Fact]
    public void Adapt_OneStep_LowersTheMarginalEntropy()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 40, 24, 3);
        var views = MethodBench.MixedViews(generator, classFeatures, 32);

        var shifted = bench.Adapt(new SubspaceShiftOptions(), views, classFeatures);
        var still = bench.Adapt(new SubspaceShiftOptions { Steps = 0 }, views, classFeatures);

        Entropy(shifted.Logits).Should().BeLessThan(Entropy(still.Logits) - 1e-3f);
        still.Logits.data<float>().ToArray().Should().BeEquivalentTo(
            bench.Adapt(new ConfidentViewAveragingOptions(), views, classFeatures).Logits.data<float>().ToArray(),
            o => o.Using<float>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-4f)).WhenTypeIs<float>());
    }

    /// <summary>The views are chosen before the first step, and stay.</summary>
    [Fact]
    public void Adapt_ManySteps_KeepsTheViewsOfTheInitialFeatures()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 40, 24, 3);
        var views = MethodBench.MixedViews(generator, classFeatures, 32);

        var adaptation = bench.Adapt(new SubspaceShiftOptions { Steps = 20, LearningRate = 0.05 }, views, classFeatures, wantsViewLogits: true);

        adaptation.SelectedViews.Should().Equal(ConfidenceSelection.Select(bench.Logits(views, classFeatures), 3));
        ConfidenceSelection.Select(adaptation.ViewLogits!, 3).Should().NotBeEquivalentTo(adaptation.SelectedViews);
    }

    [Fact]
    public void Adapt_ViewLogits_AreThereWhereTheyAreWanted()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 10, 24, 2);
        var views = MethodBench.MixedViews(generator, classFeatures, 20);

        bench.Adapt(new SubspaceShiftOptions(), views, classFeatures).ViewLogits.Should().BeNull();
        var adaptation = bench.Adapt(new SubspaceShiftOptions(), views, classFeatures, wantsViewLogits: true);

        adaptation.ViewLogits!.shape.Should().Equal(20, 10);
        var mean = ConfidenceSelection.Take(adaptation.ViewLogits, adaptation.SelectedViews).softmax(1).mean([0]);
        (adaptation.Logits.softmax(0) - mean).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    /// <summary>The three parts of a shift: as many classes as are asked for, orthonormal directions, those of the plant.</summary>
    [Fact]
    public void Of_PlantedRank_SpansThePlant()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var basis = linalg.qr(randn([32, 3], generator: generator)).Q;
        var classFeatures = ClipNetwork.Normalize(randn([100, 3], generator: generator).mm(basis.t()));

        using var directions = SingularDirections.Of(classFeatures);

        directions.shape.Should().Equal(32, 3);
        directions.dtype.Should().Be(ScalarType.Float32);
        (directions.mm(directions.t()) - basis.mm(basis.t())).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    private static float Entropy(Tensor logits) => ConfidenceSelection.Entropies(logits.unsqueeze(0)).item<float>();
}

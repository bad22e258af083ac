using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.FeatureShift;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

[Collection(BuiltInModelCollection.Name)]
public sealed class PrototypeShiftTests(BuiltInModelFixture fixture)
{
    private const double Rate = 5e-3;

    /// <summary>
    /// Two classes on the axes and one view between them, closer to the first. What lowers the entropy raises the first logit and lowers
    /// the second, and only what is across a feature counts: t₁ = (1, r) / n and t₂ = (-r, 1) / n with n = sqrt(1 + r²).
    /// </summary>
    [Fact]
    public void Adapt_TwoClassesOnTheAxes_IsTheHandComputedShift()
    {
        using var scope = NewDisposeScope();
        using var bench = new MethodBench(fixture.Model);
        var (cos, sin) = (0.72, Math.Sqrt(1 - (0.72 * 0.72)));

        var adaptation = bench.Adapt(new PrototypeShiftOptions { SelectionFraction = 1 }, tensor(new[,] { { (float)cos, (float)sin } }), eye(2));

        var factor = bench.Scale / Math.Sqrt(1 + (Rate * Rate));
        adaptation.Logits.data<float>().ToArray()[0].Should().BeApproximately((float)(factor * (cos + (Rate * sin))), 1e-4f);
        adaptation.Logits.data<float>().ToArray()[1].Should().BeApproximately((float)(factor * (sin - (Rate * cos))), 1e-4f);
        adaptation.SelectedViews.Should().Equal(0);
    }

    /// <summary>The centre view is scored, whether or not it is confident, and the features of the ensemble are what is moved.</summary>
    [Fact]
    public void Adapt_SeveralViews_ScoresTheCentreViewWithTheMovedEnsemble()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(21);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 10, 24, 4);
        var views = MethodBench.MixedViews(generator, classFeatures, 20);
        var options = new PrototypeShiftOptions();
        var (moved, selected) = new ShiftTuning(options, directions: null, selectsEachStep: true).Tune(views, classFeatures, tensor((float)bench.Scale));

        var adaptation = bench.Adapt(options, views, classFeatures, wantsViewLogits: true);

        adaptation.SelectedViews.Should().Equal(selected).And.HaveCount(2).And.NotContain(0);
        (adaptation.Logits - bench.Logits(views, moved)[0]).abs().max().item<float>().Should().BeLessThan(1e-4f);
        (adaptation.ViewLogits! - bench.Logits(views, moved)).abs().max().item<float>().Should().BeLessThan(1e-4f);
        (adaptation.Logits - bench.Logits(views, classFeatures)[0]).abs().max().item<float>().Should().BeGreaterThan(0.1f, "it has moved");
        bench.Adapt(options, views, classFeatures).ViewLogits.Should().BeNull();
        bench.Owned.Should().BeEmpty();
    }

    [Fact]
    public void Adapt_NoSteps_IsZeroShot()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(22);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 10, 24, 4);
        var views = MethodBench.MixedViews(generator, classFeatures, 20);

        var adaptation = bench.Adapt(new PrototypeShiftOptions { Steps = 0 }, views, classFeatures);

        adaptation.Logits.data<float>().ToArray().Should().Equal(bench.Logits(views, classFeatures)[0].data<float>().ToArray());
        adaptation.SelectedViews.Should().BeEmpty();
    }
}

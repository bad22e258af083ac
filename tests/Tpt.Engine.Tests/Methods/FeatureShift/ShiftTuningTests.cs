using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

public sealed class ShiftTuningTests
{
    private const double Rate = 5e-3;

    /// <summary>Autograd through the shift, the normalisation, the logits and the loss, at every step.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Tune_ThreeSteps_HasTheGradientsOfAutograd(int? directionCount)
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(11);
        var directions = Directions(classes, directionCount);
        var (steps, _) = Tune(scope, views, classes, new PrototypeShiftOptions { Steps = 3 }, directions);

        var before = zeros_like(steps[0].Tuned);
        foreach (var step in steps)
        {
            var leaf = before.clone().requires_grad_();
            var loss = Loss(ConfidenceSelection.Take(views, step.SelectedViews), classes, leaf, directions);
            var expected = LeafGradients.Of([loss], [leaf])[0];
            step.Loss.Should().BeApproximately(loss.item<double>(), 1e-12);
            (step.Gradient - expected).abs().max().item<double>().Should().BeLessThan(1e-11);
            expected.abs().max().item<double>().Should().BeGreaterThan(1e-2);
            before = step.Tuned;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Tune_OneStep_HasTheSlopeBetweenNeighbours(int? directionCount)
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(12);
        var directions = Directions(classes, directionCount);
        const double Small = 1e-6;

        var step = Tune(scope, views, classes, new PrototypeShiftOptions(), directions).Steps[0];

        var confident = ConfidenceSelection.Take(views, step.SelectedViews);
        for (var i = 0; i < Math.Min(20, step.Gradient.numel()); i++)
        {
            var (up, down) = (zeros_like(step.Gradient), zeros_like(step.Gradient));
            up.view(-1)[i].PlusInPlace(Small);
            down.view(-1)[i].PlusInPlace(-Small);
            var slope = (Loss(confident, classes, up, directions).item<double>() - Loss(confident, classes, down, directions).item<double>()) / (2 * Small);
            step.Gradient.view(-1)[i].item<double>().Should().BeApproximately(slope, 1e-6);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Tune_FirstStep_MovesByTheRateAgainstTheSign(int? directionCount)
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(13);

        var step = Tune(scope, views, classes, new PrototypeShiftOptions { LearningRate = Rate }, Directions(classes, directionCount)).Steps[0];

        var (gradient, moved) = (step.Gradient.view(-1).data<double>().ToArray(), step.Tuned.view(-1).data<double>().ToArray());
        gradient.Zip(moved, (g, by) => Math.Abs(by + (Rate * g / (Math.Abs(g) + 1e-8)))).Max().Should().BeLessThan(1e-12);
        var steep = gradient.Zip(moved).Where(pair => Math.Abs(pair.First) > 1e-3).ToArray();
        steep.Should().NotBeEmpty().And.OnlyContain(pair => Math.Abs(pair.Second + (Rate * Math.Sign(pair.First))) < 1e-7);
    }

    /// <summary>AdamW by hand: the moments, the corrections and the decay of the second step.</summary>
    [Fact]
    public void Tune_SecondStep_IsAdamWs()
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(14);
        const double Decay = 0.3;

        var steps = Tune(scope, views, classes, new PrototypeShiftOptions { Steps = 2, LearningRate = Rate, WeightDecay = Decay }, null).Steps;

        var (first, second) = (steps[0].Gradient, steps[1].Gradient);
        var mean = (first.Times(0.09).Plus(second.Times(0.1))).Over(1 - (0.9 * 0.9));
        var square = (first.square().Times(0.999 * 0.001).Plus(second.square().Times(0.001))).Over(1 - (0.999 * 0.999));
        var expected = steps[0].Tuned.Times(1 - (Rate * Decay)) - (mean / square.sqrt().Plus(tensor(1e-8))).Times(Rate);
        (steps[1].Tuned - expected).abs().max().item<double>().Should().BeLessThan(1e-12);
    }

    /// <summary>Views whose confidence changes places after one step.</summary>
    [Fact]
    public void Tune_TwoSteps_ChoosesTheViewsAgainOnlyWhereItShall()
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(15);
        var options = new PrototypeShiftOptions { Steps = 2, SelectionFraction = 0.25, LearningRate = 0.05 };

        var again = Tune(scope, views, classes, options, null).Steps;
        var once = Tune(scope, views, classes, options, null, selectsEachStep: false).Steps;

        again[1].SelectedViews.Should().NotEqual(again[0].SelectedViews);
        again[1].SelectedViews.Should().Equal(ConfidenceSelection.Select(Logits(views, classes, again[0].Tuned, null), 4));
        once[1].SelectedViews.Should().Equal(once[0].SelectedViews).And.Equal(again[0].SelectedViews);
    }

    /// <summary>Two features of equal length, so the second normalisation is what keeps them so.</summary>
    [Fact]
    public void Tune_AnyShift_GivesFeaturesOfLengthOne()
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(16);

        var (steps, features) = Tune(scope, views, classes, new PrototypeShiftOptions { LearningRate = 0.1 }, null);

        (features.norm(1) - ones(features.shape[0])).abs().max().item<double>().Should().BeLessThan(1e-12);
        (features - ClipNetwork.Normalize(classes.Plus(steps[0].Tuned))).abs().max().item<double>().Should().BeLessThan(1e-12);
        classes.Plus(steps[0].Tuned).norm(1).data<double>().ToArray().Should().OnlyContain(length => Math.Abs(length - 1) > 1e-3);
    }

    [Fact]
    public void Tune_NoViewIsSelected_MovesNothing()
    {
        using var scope = NewDisposeScope();
        var (views, classes) = Random(17);

        var (steps, features) = Tune(scope, views, classes, new PrototypeShiftOptions { SelectionFraction = 0.01 }, null);

        steps.Should().BeEmpty();
        (features - classes).abs().max().item<double>().Should().BeLessThan(1e-15);
    }

    private static (List<ShiftStep> Steps, Tensor Features) Tune(DisposeScope scope, Tensor views, Tensor classes, FeatureShiftOptions options, Tensor? directions, bool selectsEachStep = true)
    {
        var steps = new List<ShiftStep>();
        var tuning = new ShiftTuning(options, directions, selectsEachStep)
        {
            Observer = step => steps.Add(step with { Gradient = step.Gradient.clone().MoveToOtherDisposeScope(scope), Tuned = step.Tuned.clone().MoveToOtherDisposeScope(scope) }),
        };
        return (steps, tuning.Tune(views, classes, Scale()).Features);
    }

    private static Tensor Scale() => tensor(20.0);

    private static Tensor Loss(Tensor confident, Tensor classes, Tensor tuned, Tensor? directions) => MarginalEntropy.Of(Logits(confident, classes, tuned, directions));

    private static Tensor Logits(Tensor views, Tensor classes, Tensor tuned, Tensor? directions)
    {
        var moved = classes.Plus(directions is null ? tuned : tuned.TimesTransposed(directions));
        return (Scale() * views).TimesTransposed(moved / moved.norm(1, keepdim: true));
    }

    private static Tensor? Directions(Tensor classes, int? count) => count is null ? null : linalg.svd(classes, fullMatrices: false).Vh.narrow(0, 0, count.Value).t().contiguous();

    /// <summary>16 views and 7 classes of 12 numbers, in 64-bit floats.</summary>
    private static (Tensor Views, Tensor Classes) Random(ulong seed)
    {
        using var generator = new Generator(seed);
        return (ClipNetwork.Normalize(randn([16, 12], generator: generator).to(ScalarType.Float64)), ClipNetwork.Normalize(randn([7, 12], generator: generator).to(ScalarType.Float64)));
    }
}

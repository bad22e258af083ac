using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

[Collection(BuiltInModelCollection.Name)]
public sealed class FirstOrderPromptsTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names =
        ["dog", "cat", "red apple", "hot dog", "bear", "beer mug", "sun behind small cloud", "lemon", "tiger", "whale", "banana", "taxi", "bus", "fish", "axe", "bread"];

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-2)]
    [InlineData(0.1)]
    public void Predict_WithFirstOrder_StaysWithinTheTolerance(double tolerance)
    {
        using var exact = Classifier(new TptClassifierOptions());
        using var firstOrder = Classifier(new TptClassifierOptions { Approximations = { FirstOrderTolerance = tolerance } });
        foreach (var seed in Enumerable.Range(20, 4))
        {
            var image = SyntheticImages.Create(seed);

            var difference = Difference(firstOrder.Predict(image), exact.Predict(image));

            difference.Should().BeLessThan((float)tolerance);
        }
    }

    [Fact]
    public void Predict_ToleranceNearZero_IsTheExactPass()
    {
        var image = SyntheticImages.Create(30);
        using var exact = Classifier(new TptClassifierOptions());
        using var firstOrder = Classifier(new TptClassifierOptions { Approximations = { FirstOrderTolerance = 1e-12, FirstOrderRank = 2 } });

        Difference(firstOrder.Predict(image), exact.Predict(image)).Should().BeLessThan(1e-6f, "all classes are computed");
    }

    [Fact]
    public void Predict_WithPruning_FirstOrderIsCloserThanLeavingClassesOut()
    {
        var image = SyntheticImages.Create(31);
        using var exact = Classifier(new TptClassifierOptions());
        using var pruned = Classifier(new TptClassifierOptions { Approximations = { PruningTolerance = 0.5 } });
        using var firstOrder = Classifier(new TptClassifierOptions { Approximations = { PruningTolerance = 0.5, FirstOrderTolerance = 0.02, FirstOrderRank = 160 } });

        var expected = exact.Predict(image);

        Difference(firstOrder.Predict(image), expected).Should().BeLessThan(Difference(pruned.Predict(image), expected) / 2);
    }

    [Fact]
    public void FirstOrder_HalfTheStep_HasAQuarterOfTheError()
    {
        using var scope = NewDisposeScope();
        using var classes = Prepare();
        using var exact = new PromptEncoder(classes);
        using var firstOrder = Differentiate(classes, rank: 8);
        // Along a direction of the basis, low rank leaves nothing out.
        var direction = firstOrder.Jacobian.Basis[0].view(classes.InitialContext.shape);
        double ErrorAt(double step)
        {
            using var errorScope = NewDisposeScope();
            var context = classes.InitialContext + step * direction;
            return (classes.Pooling.Pool(firstOrder.FirstOrder(context)) - exact.Encode(context)).norm().item<float>();
        }

        (ErrorAt(0.2) / ErrorAt(0.1)).Should().BeInRange(3, 5);
    }

    [Fact]
    public void PullBack_OfTheJacobian_IsTheGradientInItsBasis()
    {
        using var scope = NewDisposeScope();
        using var classes = Prepare();
        using var exact = new PromptEncoder(classes);
        using var firstOrder = Differentiate(classes, rank: 8);
        var weights = randn(classes.InitialFeatures.shape, generator: new Generator(1, CPU));
        var jacobian = firstOrder.Jacobian;

        var gradient = exact.Gradients(null, [features => (features * weights).sum()])[0].Gradient;

        // The features are normalised, so that the loss's gradient at them is the weights.
        var (expected, actual) = (jacobian.Basis.mv(gradient.flatten()), jacobian.Basis.mv(jacobian.PullBack(weights)));
        ((actual - expected).norm() / expected.norm()).item<float>().Should().BeLessThan(0.05f, "a difference quotient is off by its step");
    }

    [Fact]
    public void Predict_AnotherClassifier_HasTheSameBits()
    {
        var image = SyntheticImages.Create(32);
        var options = new TptClassifierOptions { Approximations = { PruningTolerance = 0.3, FirstOrderTolerance = 0.05, FirstOrderRank = 16 } };
        using var one = Classifier(options);
        using var other = Classifier(options);

        one.Predict(image).Scores.ToArray().Should().Equal(other.Predict(image).Scores.ToArray());
    }

    [Fact]
    public void Predict_WithFirstOrder_LeavesNoTensorBehind()
    {
        var image = SyntheticImages.Create(33);
        var before = LiveTensors.CountAfterFinalizers();
        using (var classifier = Classifier(new TptClassifierOptions { Approximations = { PruningTolerance = 0.3, FirstOrderTolerance = 1e-3, FirstOrderRank = 4 } }))
        {
            classifier.Predict(image);
            var prepared = LiveTensors.Count;

            classifier.Predict(image);

            LiveTensors.Count.Should().Be(prepared);
        }
        LiveTensors.Count.Should().Be(before);
    }

    private ClassPrompts Prepare()
        => PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], new PromptOptions { Template = "a picture of a {0}." }, seed: 0);

    private static FirstOrderPrompts Differentiate(ClassPrompts classes, int rank)
        => PromptPreparation.CreateFirstOrder(classes, new ApproximationOptions { FirstOrderTolerance = 0.1, FirstOrderRank = rank })!;

    private TptClassifier Classifier(TptClassifierOptions options)
    {
        (options.Views.Count, options.Method) = (16, new PromptTuningOptions { SelectionFraction = 0.25 });
        return new TptClassifier(fixture.Model, _names, options);
    }

    private static float Difference(TptPrediction actual, TptPrediction expected)
        => actual.Scores.ToArray().Zip(expected.Scores.ToArray(), (a, b) => Math.Abs(a - b)).Max();
}

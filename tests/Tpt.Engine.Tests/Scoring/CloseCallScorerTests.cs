using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Scoring;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scoring;

[Collection(BuiltInModelCollection.Name)]
public sealed class CloseCallScorerTests(BuiltInModelFixture fixture)
{
    public static TheoryData<MethodOptions> MethodsWithoutTuning => [new PromptTuningOptions { Steps = 0 }, new ConfidentViewAveragingOptions(), new ZeroShotOptions()];

    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "sun behind small cloud", "lemon", "tiger", "whale", "banana", "taxi", "bus", "fish", "axe", "bread"];

    /// <summary>Larger than the margin of any image here.</summary>
    private const double AnyMargin = 0.99999;

    [Fact]
    public void Predict_CloseCall_HasTheExactBits()
    {
        using var model = LoadBFloat16(keepFloat32: true);
        using var exact = new TptClassifier(fixture.Model, _names);
        using var classifier = new TptClassifier(model, _names, Approximate(AnyMargin));
        var image = SyntheticImages.Create(40);

        var (prediction, expected) = (classifier.Predict(image), exact.Predict(image));

        prediction.Scores.ToArray().Should().Equal(expected.Scores.ToArray());
        prediction.ZeroShotScores.ToArray().Should().Equal(expected.ZeroShotScores.ToArray());
        prediction.SelectedViews.ToArray().Should().Equal(expected.SelectedViews.ToArray());
        prediction.Context.ToArray().Should().Equal(expected.Context.ToArray());
    }

    [Fact]
    public void Predict_MarginBetweenThoseOfTwoImages_ComputesTheCloserOneAgain()
    {
        using var model = LoadBFloat16(keepFloat32: true);
        using var approximating = new TptClassifier(model, _names, Approximate(exactMargin: 0));
        using var exact = new TptClassifier(fixture.Model, _names);
        ImagePixels[] images = [.. Enumerable.Range(41, 6).Select(seed => SyntheticImages.Create(seed))];
        var approximate = images.Select(approximating.Predict).OrderBy(prediction => prediction.Margin).ToArray();
        var margin = (approximate[2].Margin + approximate[3].Margin) / 2;
        using var classifier = new TptClassifier(model, _names, Approximate(margin));
        var views = images.Select(classifier.CreateViews).ToArray();

        var predictions = classifier.Predict(views);
        Array.ForEach(views, v => v.Dispose());

        for (var i = 0; i < images.Length; i++)
        {
            var alone = approximating.Predict(images[i]);
            var expected = alone.Margin < margin ? exact.Predict(images[i]) : alone;
            predictions[i].Scores.ToArray().Should().Equal(expected.Scores.ToArray());
        }
    }

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0, 0.1)]
    [InlineData(0.3, 0.1)]
    public void Predict_CloseCallInFloat32_HasTheExactBits(double pruning, double firstOrder)
    {
        var options = new TptClassifierOptions { Approximations = { PruningTolerance = pruning, FirstOrderTolerance = firstOrder, FirstOrderRank = 8, ExactMargin = AnyMargin } };
        using var exact = new TptClassifier(fixture.Model, _names);
        using var classifier = new TptClassifier(fixture.Model, _names, options);
        options.Approximations.ExactMargin = 0;
        using var approximate = new TptClassifier(fixture.Model, _names, options);
        var image = SyntheticImages.Create(47);
        var expected = exact.Predict(image).Scores.ToArray();

        classifier.Predict(image).Scores.ToArray().Should().Equal(expected);
        approximate.Predict(image).Scores.ToArray().Should().NotEqual(expected, "there must be something to check");
    }

    [Theory]
    [MemberData(nameof(MethodsWithoutTuning))]
    public void Predict_WithoutTuning_ChecksTheImageTowerAlone(MethodOptions method)
    {
        TptClassifierOptions Options(double exactMargin, TptPrecision precision) => new()
        {
            Method = method,
            Approximations = { Precision = precision, PruningTolerance = 0.3, ExactMargin = exactMargin },
        };
        using var model = LoadBFloat16(keepFloat32: true);
        using var exact = new TptClassifier(fixture.Model, _names, Options(exactMargin: 0, TptPrecision.Float32));
        using var classifier = new TptClassifier(model, _names, Options(AnyMargin, TptPrecision.BFloat16));
        var image = SyntheticImages.Create(48);

        classifier.Predict(image).Scores.ToArray().Should().Equal(exact.Predict(image).Scores.ToArray());
    }

    [Fact]
    public void Predict_CloseCalls_LeaveNoTensorBehind()
    {
        using var model = LoadBFloat16(keepFloat32: true);
        using var classifier = new TptClassifier(model, _names, Approximate(AnyMargin));
        var image = SyntheticImages.Create(49);
        classifier.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        for (var row = 0; row < 3; row++)
        {
            classifier.Predict(image);
            LiveTensors.Count.Should().Be(before, "every tensor of a row has an owner");
        }
    }

    [Fact]
    public void Empty_AResNetInBothDTypes_NormalisesByTheStoredStatisticsInBoth()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weights = TinyModel.Weights(TinyModel.ResNet);
        using var single = TinyModel.Network(TinyModel.ResNet, weights);
        using var both = TinyModel.Network(TinyModel.ResNet, weights, ScalarType.BFloat16, keepFloat32: true);
        var pixels = randn([3, 3, 64, 64], generator: new Generator(1, CPU));
        var expected = single.forward(pixels).data<float>().ToArray();

        for (var again = 0; again < 2; again++)
        {
            both.Float32Images!.forward(pixels).data<float>().ToArray().Should().Equal(expected);
            both.forward(pixels.to(ScalarType.BFloat16)).dtype.Should().Be(ScalarType.BFloat16);
        }
    }

    [Fact]
    public void Constructor_NoFloat32ImageTower_SaysHowToLoadIt()
    {
        using var model = LoadBFloat16(keepFloat32: false);
        var construct = () => new TptClassifier(model, _names, new TptClassifierOptions { Approximations = { ExactMargin = 0.1 } });

        construct.Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is Float32 and Approximations.ExactMargin 0.1, but the model was loaded with its image tower in BFloat16 alone. Give the same approximations to ClipModel.Load.*");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Validate_OutOfRange_SaysTheRange(double margin)
    {
        var validate = () => new TptClassifierOptions { Approximations = { ExactMargin = margin } }.Validate();

        validate.Should().Throw<ArgumentException>().WithMessage($"Approximations.ExactMargin is {margin}*[0, 1)*");
    }

    [Fact]
    public void Dispose_OfAModelThatKeptBoth_FreesBoth()
    {
        var model = LoadBFloat16(keepFloat32: true);
        Tensor[] weights = [.. model.Network.Images.parameters()];
        Tensor[] kept = [.. model.Network.Float32Images!.parameters()];
        weights.Should().Contain(weight => weight.dtype == ScalarType.BFloat16).And.OnlyContain(weight => weight.dtype == ScalarType.BFloat16 || weight.dtype == ScalarType.Float32, "norms stay in 32-bit floats");
        kept.Should().OnlyContain(weight => weight.dtype == ScalarType.Float32);

        model.Dispose();

        // Not by Tensor.TotalCount: TorchSharp counts a parameter twice, and only one of the two off when it is disposed of.
        weights.Concat(kept).Should().OnlyContain(weight => weight.IsInvalid);
    }

    [Theory]
    [InlineData(new[] { 0.2f, 0.7f, 0.1f }, 0.5f)]
    [InlineData(new[] { 0.5f, 0.5f }, 0f)]
    [InlineData(new[] { 1f }, 1f)]
    public void Margin_OfProbabilities_IsTheTwoHighestsDifference(float[] probabilities, float margin)
        => new ImageScores(probabilities, probabilities, [], []).Margin.Should().BeApproximately(margin, 1e-6f);

    [Theory]
    [InlineData(0.4f, 0.1, false)]
    [InlineData(0.4f, 0.3, true)]
    [InlineData(float.NaN, 0.1, true)]
    [InlineData(float.NaN, 0, false)]
    public void IsCloseCall_ByTheMargin(float first, double margin, bool expected)
        => new ImageScores([first, 0.2f], [first, 0.2f], [], []).IsCloseCall(margin).Should().Be(expected);

    private static TptClassifierOptions Approximate(double exactMargin)
        => new() { Approximations = { Precision = TptPrecision.BFloat16, PruningTolerance = 0.3, ExactMargin = exactMargin } };

    private ClipModel LoadBFloat16(bool keepFloat32)
        => ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = keepFloat32 ? AnyMargin : 0 });
}

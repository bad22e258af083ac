using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Methods;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Gates;

/// <summary>
/// A gate that looks at the centre view alone: what it leaves costs one view and has the bits of zero-shot, and what it does not leave has the bits that it has
/// without it.
/// </summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class CentreViewGateTests(BuiltInModelFixture fixture)
{
    private const int ViewCount = 16;
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon", "bus"];
    private static readonly int[] _seeds = [.. Enumerable.Range(50, 8)];

    public static TheoryData<MethodOptions> EachMethod => EveryMethod.Data;

    public static TheoryData<string> EachApproximation => [.. _approximations.Keys];

    private static readonly Dictionary<string, ApproximationOptions> _approximations = new()
    {
        ["pruning, and what is close exactly"] = new() { PruningTolerance = 0.1, ExactMargin = 0.3 },
        ["dropout"] = new() { PatchDropout = 0.5 },
        ["dropout with an exact second look"] = new() { PatchDropout = 0.5, ExactMargin = 0.9999 },
    };

    [Theory]
    [MemberData(nameof(EachMethod))]
    public void Predict_SomeRowsAreSure_AdaptsTheOthersAlone(MethodOptions method) => CheckBits(method, ApproximationOptions.None);

    [Theory]
    [MemberData(nameof(EachApproximation))]
    public void Predict_WithApproximations_AdaptsTheOthersAlone(string approximation) => CheckBits(new PromptTuningOptions(), _approximations[approximation]);

    [Fact]
    public void Predict_RowThatIsLeft_TakesOneViewThroughTheTower()
    {
        var images = fixture.Model.Network.Images;
        using var classifier = Classifier(new PromptTuningOptions(), new MarginGateOptions { Threshold = double.Epsilon });
        using var views = classifier.CreateViews(SyntheticImages.Create(50));
        var (passes, encoded) = (images.Passes, images.EncodedViews);

        classifier.Predict(views).IsAdapted.Should().BeFalse();

        (images.Passes - passes).Should().Be(1);
        (images.EncodedViews - encoded).Should().Be(1);
    }

    [Fact]
    public void Predict_RowThatIsTuned_TakesTheCentreViewOnceMore()
    {
        var images = fixture.Model.Network.Images;
        using var classifier = Classifier(new PromptTuningOptions(), new MarginGateOptions { Threshold = 1 });
        using var views = classifier.CreateViews(SyntheticImages.Create(50));
        var before = images.EncodedViews;

        classifier.Predict(views).IsAdapted.Should().BeTrue();

        (images.EncodedViews - before).Should().Be(ViewCount + 1);
    }

    [Fact]
    public void Predict_SharedPasses_OneForTheCentreViewsAndOneForTheRest()
    {
        var images = fixture.Model.Network.Images;
        using var classifier = Classifier(new PromptTuningOptions(), new MarginGateOptions { Threshold = MedianMargin() }, new ApproximationOptions { SharePasses = true });
        ViewBatch[] rows = [.. _seeds.Select(seed => classifier.CreateViews(SyntheticImages.Create(seed)))];
        var before = images.EncodedViews;

        var predictions = classifier.Predict(rows);

        var tuned = predictions.Count(prediction => prediction.IsAdapted);
        tuned.Should().BeInRange(1, rows.Length - 1);
        (images.EncodedViews - before).Should().Be(rows.Length + (ViewCount * tuned));
        Array.ForEach(rows, views => views.Dispose());
    }

    /// <summary>Others may need the views, so that all are looked at; the bits are the classifier's.</summary>
    [Fact]
    public void Compare_BesideAMethodWithoutAGate_GivesWhatTheClassifierGives()
    {
        var gate = new MarginGateOptions { Threshold = MedianMargin() };
        ComparedMethod[] methods = [new(new PromptTuningOptions()) { Gate = gate }, new PromptTuningOptions(), new(new ZeroShotOptions()) { Gate = gate }];
        using var comparison = new MethodComparison(fixture.Model, [.. _names.Select(name => new ClassPromptSet(name))], Options(methods[1].Method, gate: null), methods);
        using var classifier = Classifier(methods[0].Method, gate);

        var compared = _seeds.Select(seed =>
        {
            using var views = comparison.CreateViews(SyntheticImages.Create(seed));
            var image = comparison.Compare(views);
            var alone = classifier.Predict(views);
            image.Predictions[0].Scores.ToArray().Should().Equal(alone.Scores.ToArray());
            image.Predictions[0].IsAdapted.Should().Be(alone.IsAdapted);
            image.Predictions[1].IsAdapted.Should().BeTrue("it has no gate");
            image.Predictions[2].IsAdapted.Should().BeTrue("it looks at one view, and a gate would save nothing");
            return image;
        }).ToArray();

        compared.Select(image => image.Predictions[0].IsAdapted).Distinct().Should().HaveCount(2);
        compared.Where(image => !image.Predictions[0].IsAdapted).Should().OnlyContain(image => image.Times[0] < image.Times[1], "what is left does not pay for the views");
    }

    [Fact]
    public void Predict_LeftAndCalibrated_HasItsZeroShotScores()
    {
        var options = Options(new PromptTuningOptions(), new MarginGateOptions { Threshold = double.Epsilon });
        options.Calibration = new ConfidenceMatchingOptions { Ensemble = true, SelectionFraction = 0.5 };
        options.Prompt.ZeroShotTemplates = ["a picture of a {0}.", "a drawing of a {0}."];
        using var classifier = new TptClassifier(fixture.Model, _names, options);

        var prediction = classifier.Predict(SyntheticImages.Create(50));

        prediction.IsAdapted.Should().BeFalse();
        prediction.Scores.ToArray().Should().Equal(prediction.ZeroShotScores.ToArray());
        prediction.SelectedViews.ToArray().Should().BeEmpty();
    }

    /// <summary>The second look asks the gate too, of the exact centre view.</summary>
    [Fact]
    public void Predict_CloseCallsInBFloat16_HaveTheExactBits()
    {
        var approximations = new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.99999 };
        using var model = ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, approximations);
        var gate = new MarginGateOptions { Threshold = MedianMargin() };
        using var exact = Classifier(new PromptTuningOptions(), gate);
        using var approximate = new TptClassifier(model, _names, Options(new PromptTuningOptions(), gate, approximations));

        var adapted = _seeds.Select(seed =>
        {
            var (prediction, expected) = (approximate.Predict(SyntheticImages.Create(seed)), exact.Predict(SyntheticImages.Create(seed)));
            prediction.Scores.ToArray().Should().Equal(expected.Scores.ToArray());
            prediction.IsAdapted.Should().Be(expected.IsAdapted);
            return prediction.IsAdapted;
        });

        adapted.Distinct().Should().HaveCount(2);
    }

    [Theory]
    [InlineData(double.Epsilon, false)]
    [InlineData(1, true)]
    public void Predict_LeftOrTuned_LeavesNoTensorBehind(double threshold, bool isAdapted)
    {
        using var classifier = Classifier(new PromptTuningOptions(), new MarginGateOptions { Threshold = threshold });
        classifier.Predict(SyntheticImages.Create(50));
        var before = LiveTensors.CountAfterFinalizers();

        classifier.Predict(SyntheticImages.Create(50)).IsAdapted.Should().Be(isAdapted);

        LiveTensors.Count.Should().Be(before);
    }

    private void CheckBits(MethodOptions method, ApproximationOptions approximations)
    {
        using var gated = Classifier(method, new MarginGateOptions { Threshold = MedianMargin() }, approximations);
        using var always = Classifier(method, gate: null, approximations);
        using var zeroShot = Classifier(new ZeroShotOptions(), gate: null, approximations);
        ViewBatch[] rows = [.. _seeds.Select(seed => gated.CreateViews(SyntheticImages.Create(seed)))];

        var predictions = gated.Predict(rows);

        foreach (var (prediction, views) in predictions.Zip(rows))
        {
            var alone = (prediction.IsAdapted ? always : zeroShot).Predict(views);
            prediction.Scores.ToArray().Should().Equal(alone.Scores.ToArray());
            prediction.SelectedViews.ToArray().Should().Equal(prediction.IsAdapted ? alone.SelectedViews.ToArray() : []);
            gated.Predict(views).Scores.ToArray().Should().Equal(prediction.Scores.ToArray(), "company changes nothing");
        }
        // What looks at the centre view alone is not gated.
        predictions.Select(prediction => prediction.IsAdapted).Distinct().Should().HaveCount(method.Needs(ViewCount) == MethodNeeds.CentreView ? 1 : 2);
        Array.ForEach(rows, views => views.Dispose());
    }

    /// <summary>A threshold with images on both sides.</summary>
    private double MedianMargin()
    {
        using var classifier = Classifier(new ZeroShotOptions(), gate: null);
        float[] margins = [.. _seeds.Select(seed =>
        {
            float[] scores = [.. classifier.Predict(SyntheticImages.Create(seed)).Scores.ToArray().OrderDescending()];
            return scores[0] - scores[1];
        }).Order()];
        return (margins[3] + margins[4]) / 2;
    }

    private TptClassifier Classifier(MethodOptions method, GateOptions? gate, ApproximationOptions? approximations = null) => new(fixture.Model, _names, Options(method, gate, approximations));

    private static TptClassifierOptions Options(MethodOptions method, GateOptions? gate, ApproximationOptions? approximations = null)
        => new() { Views = { Count = ViewCount }, Method = method, Gate = gate, Approximations = approximations ?? ApproximationOptions.None };
}

using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Tests.Methods;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Gates;

[Collection(BuiltInModelCollection.Name)]
public sealed class GatedClassifierTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon", "bus"];
    private static readonly int[] _seeds = [.. Enumerable.Range(50, 8)];

    public static TheoryData<MethodOptions> EachMethod => EveryMethod.Data;

    /// <summary>With the median score for threshold some images are left and some are not; each has the bits of one of the two ways by itself.</summary>
    [Theory]
    [MemberData(nameof(EachMethod))]
    public void Predict_SomeRowsAgree_AdaptsTheOthersAlone(MethodOptions method)
    {
        var gate = new AgreementGateOptions { SelectionFraction = 0.25, Threshold = MedianScore() };
        using var gated = new TptClassifier(fixture.Model, _names, Options(method, gate));
        using var always = new TptClassifier(fixture.Model, _names, Options(method, gate: null));
        var rows = _seeds.Select(seed => gated.CreateViews(SyntheticImages.Create(seed))).ToArray();

        var predictions = gated.Predict(rows);

        foreach (var (prediction, i) in predictions.Select((prediction, i) => (prediction, i)))
        {
            var alone = always.Predict(rows[i]);
            prediction.Scores.ToArray().Should().Equal((prediction.IsAdapted ? alone.Scores : alone.ZeroShotScores).ToArray());
            prediction.SelectedViews.ToArray().Should().Equal(prediction.IsAdapted ? alone.SelectedViews.ToArray() : []);
            gated.Predict(rows[i]).Scores.ToArray().Should().Equal(prediction.Scores.ToArray(), "company changes nothing");
            alone.IsAdapted.Should().BeTrue();
        }
        // What looks at the centre view alone is not gated.
        var isGated = method.Needs(16) != MethodNeeds.CentreView;
        predictions.Select(prediction => prediction.IsAdapted).Distinct().Should().HaveCount(isGated ? 2 : 1);
        Array.ForEach(rows, views => views.Dispose());
    }

    [Fact]
    public void Score_GatedRows_CallsTheMethodForTheOthersAlone()
    {
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], new PromptOptions { Template = "a picture of a {0}." }, seed: 0);
        var method = new CountingMethod();
        var scorer = new ImageScorer(new ViewEncoder(fixture.Model.Network.Images, classes), method, new MethodNeeds(16, 0, false), classes, zeroShotFeatures: null)
        {
            Gate = new OddGate(),
        };
        var sampler = new ViewSampler(fixture.Model.Preprocessing, new ViewOptions(), 16);
        var rows = _seeds[..5].Select(seed => sampler.Sample(SyntheticImages.Create(seed))).ToArray();

        var scores = scorer.Score(rows);

        method.Calls.Should().Equal(2);
        scores.Select(score => score.IsAdapted).Should().Equal(false, true, false, true, false);
        scorer.Score(rows[..1]).Single().IsAdapted.Should().BeTrue("it is the sixth that the gate is asked of");
        method.Calls.Should().Equal(2, 1);
        scorer.Score(rows[..1]).Single().IsAdapted.Should().BeFalse();
        method.Calls.Should().Equal(2, 1);      // not called for nothing
        Array.ForEach(rows, views => views.Dispose());
    }

    [Fact]
    public void Predict_GatedAndCalibrated_LeavesTheScoresOfTheGatedRows()
    {
        // Any agreement at all is enough, and the centre view agrees with itself.
        var options = Options(new PromptTuningOptions(), new AgreementGateOptions { SelectionFraction = 1, Threshold = 1e-9 });
        options.Calibration = new ConfidenceMatchingOptions { Ensemble = true, SelectionFraction = 0.5 };
        using var classifier = new TptClassifier(fixture.Model, _names, options);

        var prediction = classifier.Predict(SyntheticImages.Create(50));

        prediction.IsAdapted.Should().BeFalse();
        prediction.Scores.ToArray().Should().Equal(prediction.ZeroShotScores.ToArray());
        prediction.IsFallback.Should().BeFalse();
        options.Calibration = new TemperatureOptions { Value = 2 };
        using var scaled = new TptClassifier(fixture.Model, _names, options);
        scaled.Predict(SyntheticImages.Create(50)).Entropy.Should().BeGreaterThan(prediction.Entropy, "a temperature goes for every row");
    }

    [Fact]
    public void Predict_GateWithTemplates_KeepsTheZeroShotScoresOfTheEnsemble()
    {
        var options = Options(new PromptTuningOptions(), new AgreementGateOptions { SelectionFraction = 1, Threshold = 1e-9 });
        options.Prompt.ZeroShotTemplates = ["a picture of a {0}.", "a drawing of a {0}."];
        using var classifier = new TptClassifier(fixture.Model, _names, options);

        var prediction = classifier.Predict(SyntheticImages.Create(50));

        prediction.IsAdapted.Should().BeFalse();
        prediction.Scores.ToArray().Should().Equal(prediction.ZeroShotScores.ToArray());
    }

    /// <summary>A close call is computed again exactly, with the gate of the exact views.</summary>
    [Fact]
    public void Predict_CloseCallsWithAGate_HaveTheExactBits()
    {
        using var model = ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.99999 });
        var gate = new AgreementGateOptions { SelectionFraction = 0.25, Threshold = MedianScore() };
        var options = Options(new PromptTuningOptions(), gate);
        using var exact = new TptClassifier(fixture.Model, _names, options);
        options.Approximations = new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.99999 };
        using var approximate = new TptClassifier(model, _names, options);

        foreach (var seed in _seeds[..4])
        {
            var (prediction, expected) = (approximate.Predict(SyntheticImages.Create(seed)), exact.Predict(SyntheticImages.Create(seed)));
            prediction.Scores.ToArray().Should().Equal(expected.Scores.ToArray());
            prediction.IsAdapted.Should().Be(expected.IsAdapted);
        }
    }

    [Fact]
    public void Compare_WithAGate_GivesWhatTheClassifiersGive()
    {
        var gate = new AgreementGateOptions { SelectionFraction = 0.25, Threshold = MedianScore() };
        ClassPromptSet[] classes = [.. _names.Select(name => new ClassPromptSet(name))];
        ComparedMethod[] methods = [new(new PromptTuningOptions()) { Gate = gate }, new PromptTuningOptions(), new(new ZeroShotOptions()) { Gate = gate }];
        using var comparison = new MethodComparison(fixture.Model, classes, Options(methods[1].Method, gate: null), methods);
        using var classifier = new TptClassifier(fixture.Model, _names, Options(methods[0].Method, gate));

        foreach (var seed in _seeds)
        {
            using var views = comparison.CreateViews(SyntheticImages.Create(seed));
            var compared = comparison.Compare(views).Predictions;
            compared[0].Scores.ToArray().Should().Equal(classifier.Predict(SyntheticImages.Create(seed)).Scores.ToArray());
            compared[0].IsAdapted.Should().Be(classifier.Predict(SyntheticImages.Create(seed)).IsAdapted);
            compared[1].IsAdapted.Should().BeTrue("it has no gate");
            compared[2].IsAdapted.Should().BeTrue("it looks at one view, and a gate would save nothing");
        }
    }

    [Fact]
    public void Predict_GatedRows_LeaveNoTensorBehind()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(new PromptTuningOptions(), new AgreementGateOptions { SelectionFraction = 1, Threshold = 1e-9 }));
        classifier.Predict(SyntheticImages.Create(50));
        var before = LiveTensors.CountAfterFinalizers();

        classifier.Predict(SyntheticImages.Create(50)).IsAdapted.Should().BeFalse();

        LiveTensors.Count.Should().Be(before);
    }

    [Theory]
    [InlineData(0.05, "Gate.SelectionFraction 0.05 of 16 views selects no view*")]
    [InlineData(0, "Gate.SelectionFraction is 0; it must be in (0, 1]*")]
    public void Validate_GateThatCannotBe_IsNamedByItsPath(double fraction, string message)
        => Options(new PromptTuningOptions(), new AgreementGateOptions { SelectionFraction = fraction }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage(message);

    /// <summary>A threshold with images on both sides.</summary>
    private double MedianScore()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var noGrad = TorchSharp.torch.no_grad();
        using var classifier = new TptClassifier(fixture.Model, _names, Options(new PromptTuningOptions(), gate: null));
        double[] scores = [.. _seeds.Select(seed =>
        {
            using var views = classifier.CreateViews(SyntheticImages.Create(seed));
            return new AgreementGate(new AgreementGateOptions { SelectionFraction = 0.25 }).Score(classifier.Scorer.Look(views).Logits);
        }).Order()];
        scores[0].Should().BeLessThan(scores[^1], "there must be something to choose");
        return scores.First(score => score > scores[0]);
    }

    private static TptClassifierOptions Options(MethodOptions method, GateOptions? gate) => new() { Views = { Count = 16 }, Method = method, Gate = gate };

    /// <summary>Opens for every second image that it is asked of.</summary>
    private sealed class OddGate : IGate
    {
        private int _asked;

        public bool AsksCentreViewAlone => false;

        public bool Opens(ViewEvidence evidence) => _asked++ % 2 == 1;
    }

    private sealed class CountingMethod : IAdaptationMethod
    {
        public List<int> Calls { get; } = [];

        public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
        {
            Calls.Add(rows.Count);
            return [.. rows.Select(row => new Adaptation(row.Logits[1], [], Context: null))];
        }
    }
}

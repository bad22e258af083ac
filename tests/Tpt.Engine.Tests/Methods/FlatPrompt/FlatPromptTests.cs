using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FlatPrompt;

/// <summary>Images from a prepared context, through the classifier. The preparation is short: what it computes is tested by <see cref="ContextPreparationTests"/>.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class FlatPromptTests(BuiltInModelFixture fixture)
{
    private static readonly ClassPromptSet[] _classes = [new("dog"), new("cat"), new("hot dog", ["hot dog", "sausage"]), new("red apple"), new("bus")];
    private static readonly FlatPromptOptions _method = new() { PreparationSteps = 5, SelectionFraction = 0.25, Steps = 2 };

    public static TheoryData<ClassTokenPosition, int> Positions => new() { { ClassTokenPosition.End, 4 }, { ClassTokenPosition.Middle, 3 }, { ClassTokenPosition.Front, 1 } };

    /// <summary>From the prepared context everything is as with a soft prompt: the confident views, the steps and the scores, but for the zero-shot scores.</summary>
    [Theory]
    [MemberData(nameof(Positions))]
    public void Predict_FromThePreparedContext_IsPromptTuningFromThatSoftPrompt(ClassTokenPosition position, int contextTokens)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "flat.safetensors");
        using var flat = Classifier(options => (options.Method, options.Prompt.ClassTokenPosition) = (_method with { ContextTokens = contextTokens }, position));
        using (var context = tensor(Floats(flat.MethodState!), [contextTokens, flat.ContextWidth]))
        {
            SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["ctx"] = context });
        }
        using var tuned = Classifier(options => (options.Method, options.Prompt.ClassTokenPosition, options.Prompt.SoftPromptPath)
            = (new PromptTuningOptions { SelectionFraction = 0.25, Steps = 2 }, position, path));
        using var plain = Classifier(options => (options.Method, options.Prompt.ClassTokenPosition) = (new PromptTuningOptions { SelectionFraction = 0.25 }, position));
        var image = SyntheticImages.Create(4);

        var (prediction, expected) = (flat.Predict(image), tuned.Predict(image));

        prediction.Scores.ToArray().Should().Equal(expected.Scores.ToArray());
        prediction.SelectedViews.ToArray().Should().Equal(expected.SelectedViews.ToArray());
        prediction.Context.ToArray().Should().Equal(expected.Context.ToArray()).And.HaveCount(contextTokens * flat.ContextWidth);
        prediction.ZeroShotScores.ToArray().Should().Equal(plain.Predict(image).ZeroShotScores.ToArray()).And.NotEqual(expected.ZeroShotScores.ToArray());
        flat.ContextTokenCount.Should().Be(contextTokens);
    }

    [Fact]
    public void Predict_NoSteps_ScoresTheCentreViewByThePreparedPrompt()
    {
        using var flat = Classifier(options => options.Method = _method with { Steps = 0 });
        using var scope = NewDisposeScope();
        using var context = tensor(Floats(flat.MethodState!), [4, flat.ContextWidth]);
        using var classes = PromptPreparation.PrepareAt(fixture.Model.Text, _classes, flat.Options.Prompt, context);
        using var views = flat.CreateViews(SyntheticImages.Create(4));

        var prediction = flat.Predict(views);

        views.Count.Should().Be(1);
        var evidence = flat.Scorer.Look(views);
        var expected = classes.Logits(evidence.CentreView, classes.InitialFeatures)[0].softmax(-1).data<float>().ToArray();
        prediction.Scores.ToArray().Should().Equal(expected);
        prediction.Context.ToArray().Should().Equal(Floats(flat.MethodState!));
        prediction.SelectedViews.Length.Should().Be(0);
    }

    [Fact]
    public async Task Constructor_SameSeedOnAnyThread_PreparesTheSameContext()
    {
        using var first = Classifier(options => options.Views.Seed = 7);
        using var second = await Task.Run(() => Classifier(options => options.Views.Seed = 7));
        using var other = Classifier(options => options.Views.Seed = 8);

        second.MethodState.Should().Equal(first.MethodState);
        other.MethodState.Should().NotEqual(first.MethodState);
    }

    [Fact]
    public void Constructor_PreparedBefore_HasTheSameBitsWithoutPreparingAgain()
    {
        using var first = Classifier(_ => { });
        var reports = new Reports(_ => { });
        var options = Options();
        options.Method = _method with { PreparationSteps = 10_000 };

        using var second = new TptClassifier(fixture.Model, _classes, options, first.MethodState, reports, default);

        var image = SyntheticImages.Create(2);
        second.MethodState.Should().Equal(first.MethodState);
        second.Predict(image).Scores.ToArray().Should().Equal(first.Predict(image).Scores.ToArray());
        reports.Values.Should().HaveCountLessThan(4).And.EndWith(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(1_000_000)]
    public void Constructor_StateOfAnotherLength_IsDamaged(int length)
        => FluentActions.Invoking(() => new TptClassifier(fixture.Model, _classes, Options(), new byte[length], null, default))
            .Should().Throw<InvalidDataException>().WithMessage($"The saved model is damaged: the context that the method FlatPrompt prepared has {length} bytes, and its 4 vectors of width * take *");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Constructor_StateThatIsNotFinite_IsDamaged(float value)
    {
        using var first = Classifier(_ => { });
        var state = first.MethodState!;
        BitConverter.TryWriteBytes(state.AsSpan(4 * sizeof(float)), value);

        FluentActions.Invoking(() => new TptClassifier(fixture.Model, _classes, Options(), state, null, default))
            .Should().Throw<InvalidDataException>().WithMessage("The saved model is damaged: the context that the method FlatPrompt prepared has a number that is infinite or none, number 4 of *");
    }

    [Fact]
    public void Constructor_Progress_GrowsToOneByEveryStep()
    {
        var reports = new Reports(_ => { });
        var options = Options();
        (options.Approximations.FirstOrderTolerance, options.Approximations.FirstOrderRank, options.Prompt.ZeroShotTemplates) = (0.1, 2, ["the {0}."]);

        using var classifier = new TptClassifier(fixture.Model, _classes, options, reports);

        reports.Values.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems("no pass is counted that was not expected").And.HaveCountGreaterThan(5 + 2 + 1);
        reports.Values[^1].Should().Be(1);
    }

    [Fact]
    public void Constructor_CancelledBehindAnyReport_LeavesNoTensorBehind()
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = 4 });
        var before = LiveTensors.CountAfterFinalizers();
        var cancelled = 0;
        while (IsCancelledAt(cancelled + 1))
        {
            cancelled++;
            LiveTensors.Count.Should().Be(before, "it was cancelled behind report {0}", cancelled);
        }
        cancelled.Should().BeGreaterThanOrEqualTo(2 + 5, "there are two chunks of prompts, and five steps");
        LiveTensors.Count.Should().Be(before);

        bool IsCancelledAt(int report)
        {
            using var cancellation = new CancellationTokenSource();
            var reports = new Reports(count => { if (count == report) { cancellation.Cancel(); } });
            try
            {
                new TptClassifier(model, _classes, Options(), reports, cancellation.Token).Dispose();
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void Predict_ManyImages_LeavesNoTensorBehind()
    {
        using var classifier = Classifier(_ => { });
        classifier.Predict(SyntheticImages.Create(1));
        var before = LiveTensors.CountAfterFinalizers();

        classifier.Predict(SyntheticImages.Create(2));

        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Validate_PromptThatIsNoWords_IsRefused()
    {
        Refusal(options => options.Prompt.SoftPromptPath = "soft.safetensors").Should().StartWith("Prompt.SoftPromptPath is 'soft.safetensors', of 16 characters; it must be null with the method FlatPrompt");
        Refusal(options => (options.Prompt.ContextInitialization, options.Prompt.ContextTokens) = (ContextInitialization.Random, 4)).Should().StartWith("Prompt.ContextInitialization is Random; it must be Words with the method FlatPrompt");
        Refusal(options => options.Views.Count = 3).Should().StartWith("Method.SelectionFraction 0.25 of 3 views selects no view");

        static string Refusal(Action<TptClassifierOptions> change)
        {
            var options = Options();
            change(options);
            return options.Invoking(all => all.Validate()).Should().Throw<ArgumentException>().Which.Message;
        }
    }

    [Fact]
    public void Constructor_MoreVectorsThanTheTowerReads_IsRefusedBeforeAnyStep()
        => FluentActions.Invoking(() => Classifier(options => options.Method = _method with { ContextTokens = 31, PreparationSteps = 10_000 }))
            .Should().Throw<ArgumentException>().WithMessage("Method.ContextTokens asks for 31 context vectors, but the model's text tower reads 32 tokens*");

    /// <summary>No word of the template is tuned, so it need have none.</summary>
    [Fact]
    public void Predict_TemplateWithoutWords_IsScored()
    {
        using var classifier = Classifier(options => options.Prompt.Template = "{0}");

        classifier.Predict(SyntheticImages.Create(1)).Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
        classifier.ContextTokenCount.Should().Be(4);
    }

    [Fact]
    public void Predict_GatedRow_HasTheZeroShotScoresAndAContextOfTheSameSize()
    {
        using var classifier = Classifier(options => (options.Gate, options.Method) = (new AgreementGateOptions { SelectionFraction = 1, Threshold = 1e-9 }, _method with { ContextTokens = 2 }));

        var prediction = classifier.Predict(SyntheticImages.Create(1));

        prediction.IsAdapted.Should().BeFalse();
        prediction.Scores.ToArray().Should().Equal(prediction.ZeroShotScores.ToArray());
        prediction.Context.ToArray().Should().Equal(Floats(classifier.MethodState!)).And.HaveCount(2 * classifier.ContextWidth);
    }

    [Fact]
    public void Predict_FirstOrderWithCloseCalls_HasTheExactScores()
    {
        using var exact = Classifier(_ => { });
        using var near = Classifier(options => (options.Approximations.FirstOrderTolerance, options.Approximations.FirstOrderRank, options.Approximations.ExactMargin) = (0.5, 4, 0.99999));
        using var alone = Classifier(options => (options.Approximations.FirstOrderTolerance, options.Approximations.FirstOrderRank) = (0.5, 4));
        var image = SyntheticImages.Create(5);

        var expected = exact.Predict(image).Scores.ToArray();

        near.MethodState.Should().Equal(exact.MethodState);
        near.Predict(image).Scores.ToArray().Should().Equal(expected);
        alone.Predict(image).Scores.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(0.5f);
    }

    [Fact]
    public void Compare_BesideOtherMethods_HasTheBitsOfTheClassifier()
    {
        // The second and the third share one preparation.
        ComparedMethod[] methods =
        [
            new PromptTuningOptions { SelectionFraction = 0.25 },
            _method,
            new(_method with { }) { Calibration = new ConfidenceMatchingOptions { Ensemble = true, SelectionFraction = 0.5 } },
            _method with { PreparationSteps = 2, Steps = 0 },
        ];
        var reports = new Reports(_ => { });
        using var comparison = new MethodComparison(fixture.Model, _classes, Options(), methods, reports);
        using var views = comparison.CreateViews(SyntheticImages.Create(3));

        var predictions = comparison.Compare(views).Predictions;

        reports.Values.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.EndWith(1);
        foreach (var (method, i) in methods.Select((method, i) => (method, i)))
        {
            using var classifier = Classifier(alone => (alone.Method, alone.Calibration) = (method.Method, method.Calibration));
            var expected = classifier.Predict(SyntheticImages.Create(3));
            // Alone, a method without steps encodes the centre view by itself, which rounds another way.
            predictions[i].Scores.ToArray().Zip(expected.Scores.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThanOrEqualTo(i < 2 ? 0 : 1e-5f);
            predictions[i].Context.ToArray().Should().Equal(expected.Context.ToArray());
        }
        predictions[1].Scores.ToArray().Should().NotEqual(predictions[0].Scores.ToArray());
    }

    private static float[] Floats(byte[] bytes) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static TptClassifierOptions Options() => new() { Views = { Count = 16, Seed = 3 }, Method = _method };

    private TptClassifier Classifier(Action<TptClassifierOptions> change)
    {
        var options = Options();
        change(options);
        return new TptClassifier(fixture.Model, _classes, options);
    }

    /// <summary>What is reported, at once and in order.</summary>
    private sealed class Reports(Action<int> afterReport) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            afterReport(Values.Count);
        }
    }
}

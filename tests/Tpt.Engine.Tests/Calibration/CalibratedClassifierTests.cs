using Tpt.Engine.Calibration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Methods;

namespace Tpt.Engine.Tests.Calibration;

[Collection(BuiltInModelCollection.Name)]
public sealed class CalibratedClassifierTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon", "bus"];

    public static TheoryData<MethodOptions> EachMethod => EveryMethod.Data;

    [Theory]
    [MemberData(nameof(EachMethod))]
    public void Predict_TemperatureBehindAnyMethod_IsTheSoftmaxOfTheScaledLogits(MethodOptions method)
    {
        var image = SyntheticImages.Create(11);
        var plain = Predict(method, calibration: null, image);

        var calibrated = Predict(method, new TemperatureOptions { Value = 2.5 }, image);

        // softmax(z / T) = p^(1/T) / Σ p^(1/T)
        double[] roots = [.. plain.Scores.ToArray().Select(p => Math.Pow(p, 1 / 2.5))];
        calibrated.Scores.ToArray().Zip(roots, (score, root) => Math.Abs(score - (root / roots.Sum()))).Max().Should().BeLessThan(1e-5);
        calibrated.PredictedLabel.Should().Be(plain.PredictedLabel);
        calibrated.ZeroShotScores.ToArray().Should().Equal(plain.ZeroShotScores.ToArray(), "they are never calibrated");
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(1.16)]
    [InlineData(100)]
    public void Predict_AnyTemperature_NeverChangesTheLabel(double temperature)
    {
        foreach (var seed in Enumerable.Range(20, 6))
        {
            var image = SyntheticImages.Create(seed);
            foreach (var method in new MethodOptions[] { new ZeroShotOptions(), new ConfidentViewAveragingOptions() })
            {
                Predict(method, new TemperatureOptions { Value = temperature }, image).PredictedIndex.Should().Be(Predict(method, null, image).PredictedIndex);
            }
        }
    }

    [Fact]
    public void Predict_Temperature1_HasTheBitsOfNone()
        => Predict(new ZeroShotOptions(), new TemperatureOptions(), SyntheticImages.Create(11)).Scores.ToArray()
            .Should().Equal(Predict(new ZeroShotOptions(), null, SyntheticImages.Create(11)).Scores.ToArray());

    [Fact]
    public void Predict_ConfidenceMatchingBehindPromptTuning_KeepsTheLabelAndMatchesTheConfidence()
    {
        var method = new PromptTuningOptions { Steps = 4 };
        foreach (var seed in Enumerable.Range(30, 3))
        {
            var image = SyntheticImages.Create(seed);
            var plain = Predict(method, calibration: null, image);

            var calibrated = Predict(method, new ConfidenceMatchingOptions(), image);

            calibrated.PredictedIndex.Should().Be(plain.PredictedIndex);
            calibrated.Scores.ToArray().Should().NotEqual(plain.Scores.ToArray());
            calibrated.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
            calibrated.Context.ToArray().Should().Equal(plain.Context.ToArray());
            calibrated.SelectedViews.ToArray().Should().Equal(plain.SelectedViews.ToArray());
        }
    }

    /// <summary>Four steps make the views surer than they were, so the temperature is above 1.</summary>
    [Fact]
    public void Predict_ConfidenceMatching_TakesBackWhatTuningAddedInConfidence()
    {
        var image = SyntheticImages.Create(31);
        var plain = Predict(new PromptTuningOptions { Steps = 4 }, null, image);

        Predict(new PromptTuningOptions { Steps = 4 }, new ConfidenceMatchingOptions(), image).Entropy.Should().BeGreaterThan(plain.Entropy);
    }

    [Fact]
    public void Predict_EnsembleAndCompany_HasTheBitsOfTheImageAlone()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(new PromptTuningOptions(), new ConfidenceMatchingOptions { Ensemble = true }));
        using var first = classifier.CreateViews(SyntheticImages.Create(32));
        using var second = classifier.CreateViews(SyntheticImages.Create(33));

        var together = classifier.Predict([first, second]);

        together[0].Scores.ToArray().Should().Equal(classifier.Predict(first).Scores.ToArray());
        together[1].Scores.ToArray().Should().Equal(classifier.Predict(second).Scores.ToArray());
    }

    [Fact]
    public void Predict_CalibratedRows_LeaveNoTensorBehind()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(new PromptTuningOptions(), new ConfidenceMatchingOptions { Ensemble = true }));
        var image = SyntheticImages.Create(34);
        classifier.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        classifier.Predict(image);

        LiveTensors.Count.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(EachMethod))]
    public void Validate_ConfidenceMatching_IsRefusedByNameWhereTheMethodGivesNoLogitsOfViews(MethodOptions method)
    {
        var validate = () => Options(method, new ConfidenceMatchingOptions()).Validate();

        if (method.GivesViewLogits)
        {
            validate.Should().NotThrow();
        }
        else
        {
            validate.Should().Throw<ArgumentException>().WithMessage($"Calibration is ConfidenceMatching, which needs the logits of every view after adaptation, and the method {method.Name} *").Which.ParamName.Should().Be("Calibration");
        }
    }

    [Fact]
    public void Validate_PromptTuningWithoutSteps_GivesNoLogitsOfViews()
        => Options(new PromptTuningOptions { Steps = 0 }, new ConfidenceMatchingOptions()).Invoking(options => options.Validate()).Should().Throw<ArgumentException>();

    [Fact]
    public void Validate_ValueOutOfItsRange_IsNamedByItsPath()
        => Options(new ZeroShotOptions(), new TemperatureOptions { Value = 0 }).Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Calibration.Value is 0; it must be at least 0.01 and at most 100*");

    [Fact]
    public void Compare_CalibrationOfOneMethod_LeavesTheOthersAlone()
    {
        ClassPromptSet[] classes = [.. _names.Select(name => new ClassPromptSet(name))];
        ComparedMethod[] methods = [new ZeroShotOptions(), new PromptTuningOptions(), new(new PromptTuningOptions()) { Calibration = new ConfidenceMatchingOptions() }];
        using var comparison = new MethodComparison(fixture.Model, classes, Options(methods[0].Method, new TemperatureOptions { Value = 9 }), methods);
        using var views = comparison.CreateViews(SyntheticImages.Create(35));

        var compared = comparison.Compare(views);

        comparison.Methods.Should().Equal(methods);
        compared.Predictions[0].Scores.ToArray().Should().Equal(compared.Predictions[0].ZeroShotScores.ToArray());
        compared.Predictions[1].Scores.ToArray().Should().Equal(Predict(methods[1].Method, null, SyntheticImages.Create(35)).Scores.ToArray());
        compared.Predictions[2].Scores.ToArray().Should().Equal(Predict(methods[2].Method, new ConfidenceMatchingOptions(), SyntheticImages.Create(35)).Scores.ToArray());
    }

    [Fact]
    public void Compare_MethodThatDoesNotAllowIt_SaysSo()
    {
        var create = () => new MethodComparison(fixture.Model, [new("dog"), new("cat")], new TptClassifierOptions(), [new(new ZeroShotOptions()) { Calibration = new ConfidenceMatchingOptions() }]);

        create.Should().Throw<ArgumentException>().WithMessage("Calibration is ConfidenceMatching, which needs*");
    }

    [Fact]
    public void Options_OfAClassifier_AreACopy()
    {
        var options = Options(new ZeroShotOptions(), new TemperatureOptions { Value = 2 });
        using var classifier = new TptClassifier(fixture.Model, _names, options);
        ((TemperatureOptions)options.Calibration!).Value = 3;

        classifier.Options.Calibration.Should().Be(new TemperatureOptions { Value = 2 });
    }

    private TptPrediction Predict(MethodOptions method, CalibrationOptions? calibration, ImagePixels image)
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(method, calibration));
        return classifier.Predict(image);
    }

    private static TptClassifierOptions Options(MethodOptions method, CalibrationOptions? calibration) => new() { Views = { Count = 20 }, Method = method, Calibration = calibration };
}

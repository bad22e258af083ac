using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Methods;

/// <summary>Every calibration and every gate, behind and before the default method, on inputs at the edge of sense.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class DegenerateCalibrationTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    public static TheoryData<string> Calibrations => [.. CalibrationOptions.All.Keys];

    public static TheoryData<string> Gates => [.. GateOptions.All.Keys];

    private static ImagePixels OneColour => ImagePixels.FromRgb([.. Enumerable.Repeat((byte)90, 64 * 64 * 3)], 64, 64);

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void Predict_OneClassCalibrated_IsCertainOfIt(string calibration)
        => Predict([new("dog")], SyntheticImages.Create(1), Calibrated(calibration)).Scores.ToArray().Should().Equal(1);

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void Predict_ImageOfOneColourCalibrated_KeepsTheLabel(string calibration)
    {
        var plain = Predict(ClassesOf(_names), OneColour, Options());
        var calibrated = Predict(ClassesOf(_names), OneColour, Calibrated(calibration));

        calibrated.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
        calibrated.PredictedIndex.Should().Be(plain.PredictedIndex);
    }

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void Predict_TwoClassesOfTheSameNameCalibrated_GetTheSameScore(string calibration)
    {
        var scores = Predict([new("crane (bird)", ["crane"]), new("dog"), new("crane (machine)", ["crane"])], SyntheticImages.Create(1), Calibrated(calibration)).Scores.ToArray();

        scores[0].Should().BeApproximately(scores[2], 1e-4f);
        scores.Sum().Should().BeApproximately(1, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void Predict_ThousandClassesCalibrated_AreAllScored(string calibration)
    {
        var scores = Predict(ClassesOf([.. Enumerable.Range(1, 1000).Select(number => $"thing {number}")]), SyntheticImages.Create(1), Calibrated(calibration)).Scores.ToArray();

        scores.Should().HaveCount(1000).And.OnlyContain(score => score >= 0 && score <= 1);
        scores.Sum().Should().BeApproximately(1, 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Gates))]
    public void Predict_OneClass_IsLeftByTheGate(string gate)
    {
        var prediction = Predict([new("dog")], SyntheticImages.Create(1), Options() with { Gate = (GateOptions)Activator.CreateInstance(GateOptions.All[gate])! });

        prediction.Scores.ToArray().Should().Equal(1);
        prediction.IsAdapted.Should().BeFalse();
    }

    /// <summary>The views of an image of one colour agree: the zero-shot scores stand.</summary>
    [Fact]
    public void Predict_ViewsThatCannotDisagree_AreLeftByTheGate()
    {
        var options = Options() with { Gate = new AgreementGateOptions() };

        var oneColour = Predict(ClassesOf(_names), OneColour, options);
        oneColour.Scores.ToArray().Should().Equal(oneColour.ZeroShotScores.ToArray());
        Predict(ClassesOf(_names), OneColour, Options()).Scores.ToArray().Should().NotEqual(oneColour.Scores.ToArray(), "without a gate the image is adapted to");
    }

    private static ClassPromptSet[] ClassesOf(string[] names) => [.. names.Select(name => new ClassPromptSet(name))];

    private static TptClassifierOptions Options() => new() { Views = { Count = 24, Seed = 3 }, Method = new PromptTuningOptions() };

    private static TptClassifierOptions Calibrated(string calibration) => Options() with { Calibration = (CalibrationOptions)Activator.CreateInstance(CalibrationOptions.All[calibration])! };

    private TptPrediction Predict(ClassPromptSet[] classes, ImagePixels image, TptClassifierOptions options)
    {
        using var classifier = new TptClassifier(fixture.Model, classes, options);
        return classifier.Predict(image);
    }
}

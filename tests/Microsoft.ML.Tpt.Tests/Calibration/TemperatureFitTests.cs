using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using Tpt.Engine.Calibration;

namespace Microsoft.ML.Tests.Calibration;

/// <summary>The temperature that is fitted on labelled scores.</summary>
public sealed class TemperatureFitTests
{
    private const int Classes = 10;

    private static readonly string[] _names = SyntheticScores.ClassNames(Classes);

    private readonly MLContext _context = new(seed: 1);

    /// <summary>The deviation of a maximum likelihood estimate of b = 1 / T is 1 / sqrt(rows * curvature), that of T is T² times it. Four of them.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void Fit_LabelsDrawnAtAKnownTemperature_FindsIt(double temperature)
    {
        var rows = SyntheticScores.Draw(5000, Classes, temperature, seed: 7);
        var scores = new LabelledScores();
        rows.Should().OnlyContain(row => scores.TryAdd(row.Score, Array.IndexOf(_names, row.Label)));
        var deviation = temperature * temperature / Math.Sqrt(rows.Length * scores.At(1 / temperature).Curvature);

        Fit(rows).Temperature.Should().BeApproximately(temperature, 4 * deviation);
        deviation.Should().BeLessThan(0.03 * temperature, "else the test says little");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(2.5)]
    [InlineData(9)]
    public void Fit_LossAtTheTemperature_IsBelowThatOnePercentBesideIt(double drawnAt)
    {
        var rows = SyntheticScores.Draw(500, Classes, drawnAt, seed: 3);

        var temperature = Fit(rows).Temperature;

        var loss = SyntheticScores.Loss(rows, temperature);
        loss.Should().BeLessThan(SyntheticScores.Loss(rows, 0.99 * temperature)).And.BeLessThan(SyntheticScores.Loss(rows, 1.01 * temperature));
    }

    /// <summary>Scores of 2 : 1, and labels of 3 : 1. softmax(ln p / T) has the odds 2^(1/T), which are 3 at T = ln 2 / ln 3.</summary>
    [Fact]
    public void Fit_TwoClassesAndOneScore_IsTheRatioOfTheLogarithms()
    {
        float[] scores = [2f / 3, 1f / 3];

        var calibrator = _context.MulticlassClassification.TemperatureCalibration().Fit(SyntheticScores.OfTwo(_context, ("a", scores), ("a", scores), ("b", scores), ("a", scores)));

        calibrator.Temperature.Should().BeApproximately(Math.Log(2) / Math.Log(3), 1e-6, "2/3 in fp32");
        calibrator.Transform(SyntheticScores.OfTwo(_context, ("a", scores))).GetColumn<float[]>("Score").Single()[0].Should().BeApproximately(0.75f, 1e-6f);
    }

    [Fact]
    public void Fit_TheSameRowsInAnotherContext_IsTheSameToTheLastBit()
    {
        var rows = SyntheticScores.Draw(200, Classes, 2, seed: 5);

        new MLContext().MulticlassClassification.TemperatureCalibration().Fit(SyntheticScores.Load(_context, rows, _names)).Temperature.Should().Be(Fit(rows).Temperature);
    }

    [Fact]
    public void Fit_LabelsAsKeysOfTheClasses_IsAsWithText()
    {
        var rows = SyntheticScores.Draw(200, Classes, 2, seed: 5);
        var data = SyntheticScores.Load(_context, rows, _names);
        var keyed = _context.Transforms.Conversion.MapLabelToClasses("Key", _names, "Label").Fit(data).Transform(data);

        _context.MulticlassClassification.TemperatureCalibration("Key").Fit(keyed).Temperature.Should().Be(Fit(rows).Temperature);
    }

    [Fact]
    public void Fit_RowsWithoutScoresOrClass_AreLeftOutAndCounted()
    {
        var rows = SyntheticScores.Draw(200, Classes, 2, seed: 5);
        var log = new LogCapture(_context);
        LabelledScore[] unusable = [new() { Label = _names[0], Score = [float.NaN, .. new float[Classes - 1]] }, new() { Label = "no class", Score = rows[0].Score }];

        Fit([.. unusable, .. rows]).Temperature.Should().Be(Fit(rows).Temperature);

        log.Of(ChannelMessageKind.Warning).Should().Equal("Left out: 1 rows with a label that is no class, and 1 rows without scores.");
        log.Of(ChannelMessageKind.Info).Should().HaveCount(2).And.OnlyContain(message => message.Contains("fitted on 200 rows"));
    }

    /// <summary>The label's score has underflowed in the first row. Taken as minus infinity, its loss would be infinite at every temperature.</summary>
    [Fact]
    public void Fit_ScoresThatUnderflowed_GivesANumber()
    {
        var data = SyntheticScores.OfTwo(_context, [("b", [1, 0]), .. Enumerable.Repeat<(string, float[])>(("a", [0.9f, 0.1f]), 100)]);

        var calibrator = _context.MulticlassClassification.TemperatureCalibration().Fit(data);

        calibrator.Temperature.Should().BeInRange(1, 100);
        calibrator.Transform(data).GetColumn<float[]>("Score").First().Should().OnlyContain(score => score > 0 && score < 1);
    }

    [Fact]
    public void Fit_LogLossOfMLNet_FallsOnTheRowsThatWereFittedOn()
    {
        var data = SyntheticScores.Load(_context, SyntheticScores.Draw(1000, Classes, 2.5, seed: 11), _names);

        var calibrated = _context.MulticlassClassification.TemperatureCalibration().Fit(data).Transform(data);

        var (before, after) = (_context.MulticlassClassification.EvaluateTpt(data), _context.MulticlassClassification.EvaluateTpt(calibrated));
        after.Adapted.LogLoss.Should().BeLessThan(before.Adapted.LogLoss - 0.1);
        after.Adapted.MicroAccuracy.Should().Be(before.Adapted.MicroAccuracy);
        after.Calibration.ExpectedCalibrationError.Should().BeLessThan(before.Calibration.ExpectedCalibrationError / 2);
    }

    private TptTemperatureTransformer Fit(LabelledScore[] rows) => _context.MulticlassClassification.TemperatureCalibration().Fit(SyntheticScores.Load(_context, rows, _names));
}

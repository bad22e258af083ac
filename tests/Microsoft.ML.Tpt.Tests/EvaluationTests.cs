using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tests;

/// <summary>Labels in class order, and metrics.</summary>
public sealed class EvaluationTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;

    public EvaluationTests(Workspace workspace)
    {
        _workspace = workspace;
        var options = Workspace.Options();
        options.ZeroShotScoreColumnName = "ZeroShotScore";
        var images = workspace.LoadImages(_context);
        _transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        _scored = _context.Data.Cache(_transformer.Transform(images), "Id", "Label", "PredictedLabel", "Score", "ZeroShotScore");
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void MapLabelToClasses_GivesKeysInClassOrder_AndTheMissingKeyToOthers()
    {
        var rows = _context.Data.LoadFromEnumerable(new[] { "b", "c", "nothing", "a" }.Select(label => new PathRow { Label = label }));

        var mapped = _context.Transforms.Conversion.MapLabelToClasses("Key", ["c", "b", "a"], "Label").Fit(rows).Transform(rows);

        mapped.GetColumn<uint>("Key").Should().Equal(2u, 1u, 0u, 3u);
        mapped.Schema["Key"].TextsOrNull("KeyValues").Should().Equal("c", "b", "a");
    }

    [Fact]
    public void MapLabelToClasses_ClassTwice_Throws()
    {
        var map = () => _context.Transforms.Conversion.MapLabelToClasses("Label", ["a", "b", "a"]);

        map.Should().Throw<ArgumentException>().WithMessage("*'a', occurs twice*");
    }

    [Fact]
    public void Evaluate_OfMLNet_WithMappedLabels_CountsAsOneWouldByHand()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Label", _transformer.ClassNames).Fit(_scored).Transform(_scored);

        var metrics = _context.MulticlassClassification.Evaluate(labelled);

        metrics.MicroAccuracy.Should().Be(AccuracyByHand("Score"));
        metrics.ConfusionMatrix.NumberOfClasses.Should().Be(5);
        metrics.ConfusionMatrix.GetFormattedConfusionTable().Should().Contain("banana");
    }

    [Fact]
    public void EvaluateTpt_TextLabel_EqualsMLNetsEvaluateOnTheSameRows()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Label", _transformer.ClassNames).Fit(_scored).Transform(_scored);
        var expected = _context.MulticlassClassification.Evaluate(labelled, topKPredictionCount: 3);
        var expectedZeroShot = _context.MulticlassClassification.Evaluate(labelled, scoreColumnName: "ZeroShotScore", topKPredictionCount: 3);

        var fromText = _context.MulticlassClassification.EvaluateTpt(_scored, zeroShotScoreColumnName: "ZeroShotScore", topKPredictionCount: 3);
        var fromKey = _context.MulticlassClassification.EvaluateTpt(labelled, zeroShotScoreColumnName: "ZeroShotScore", topKPredictionCount: 3);

        foreach (var metrics in new[] { fromText, fromKey })
        {
            MetricNumbers.Of(metrics.Adapted).Should().Equal(MetricNumbers.Of(expected));
            MetricNumbers.Of(metrics.ZeroShot!).Should().Equal(MetricNumbers.Of(expectedZeroShot));
            metrics.Rows.Should().Be(Workspace.ImageCount);
            metrics.UnknownLabelRows.Should().Be(0);
            metrics.MissingScoreRows.Should().Be(0);
            metrics.Adapted.ConfusionMatrix.GetFormattedConfusionTable().Should().Be(expected.ConfusionMatrix.GetFormattedConfusionTable());
        }
    }

    [Fact]
    public void EvaluateTpt_OfALazyView_ScoresEachRowOnce()
    {
        var own = new List<TptProgress>();
        var scored = _transformer.Transform(_workspace.LoadImages(_context), new Recorder(own));

        _context.MulticlassClassification.EvaluateTpt(scored, zeroShotScoreColumnName: "ZeroShotScore");

        own.Select(report => report.Rows).Should().Equal(3, 6, 9, 12);
    }

    [Fact]
    public void EvaluateTpt_NoZeroShotColumnNamed_LeavesThemOut()
    {
        var metrics = _context.MulticlassClassification.EvaluateTpt(_scored);

        metrics.ZeroShot.Should().BeNull();
        metrics.ZeroShotCalibration.Should().BeNull();
    }

    [Fact]
    public void EvaluateTpt_LabelKeysInAnotherOrder_ThrowsAndExplains()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Label", ["banana", "lemon", "carrot", "pizza", "tomato"]).Fit(_scored).Transform(_scored);

        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(labelled);

        evaluate.Should().Throw<ArgumentException>().WithMessage("*key 2 of 5 is 'lemon', class 2 of 5 is 'carrot'*would be wrong*MapLabelToClasses(\"Label\"*");
    }

    [Fact]
    public void EvaluateTpt_MoreLabelKeysThanClasses_ThrowsAndExplains()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Label", [.. Workspace.ClassNames, "other"]).Fit(_scored).Transform(_scored);

        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(labelled);

        evaluate.Should().Throw<ArgumentException>().WithMessage("*key 6 of 6 is 'other', class 6 of 5 is none*");
    }

    [Fact]
    public void EvaluateTpt_LabelThatIsNoLabel_Throws()
    {
        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(_scored, labelColumnName: "Id");

        evaluate.Should().Throw<ArgumentException>().WithMessage("Label column 'Id' must be text or a key*Single*");
    }

    [Fact]
    public void EvaluateTpt_ScoreThatIsNone_Throws()
    {
        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(_scored, scoreColumnName: "Id");

        evaluate.Should().Throw<ArgumentException>().WithMessage("Column 'Id' must be a vector of scores*");
    }

    [Fact]
    public void EvaluateTpt_UnknownLabelsAndMissingScores_AreCountedAndLeftOut()
    {
        var rows = _workspace.Rows(6);
        rows[1].Label = "no class";
        rows[2].Label = "";
        rows[3].Path = "";
        var known = _workspace.Rows(6).Where(row => row.Id is 0 or 4 or 5);
        var scored = _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows)));

        var metrics = _context.MulticlassClassification.EvaluateTpt(scored, zeroShotScoreColumnName: "ZeroShotScore");

        (metrics.Rows, metrics.UnknownLabelRows, metrics.MissingScoreRows).Should().Be((3, 2, 1));
        var expected = _context.MulticlassClassification.EvaluateTpt(
            _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(known))), zeroShotScoreColumnName: "ZeroShotScore");
        MetricNumbers.Of(metrics.Adapted).Should().Equal(MetricNumbers.Of(expected.Adapted));
        MetricNumbers.Of(metrics.ZeroShot!).Should().Equal(MetricNumbers.Of(expected.ZeroShot!));
    }

    [Fact]
    public void EvaluateTpt_NoRowLeft_ThrowsAndCounts()
    {
        var rows = _workspace.Rows(2);
        foreach (var row in rows)
        {
            row.Label = "no class";
        }

        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(_transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows))));

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*no row to evaluate: 2 rows have a label that is no class*");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public void EvaluateTpt_TopKAtOrAboveTheClasses_IsClampedToThem(int topK)
    {
        var metrics = _context.MulticlassClassification.EvaluateTpt(_scored, topKPredictionCount: topK);

        metrics.Adapted.TopKPredictionCount.Should().Be(5);
        metrics.Adapted.TopKAccuracy.Should().BeApproximately(1, 1e-12, "ML.NET adds up shares");
    }

    [Fact]
    public void EvaluateTpt_Calibration_EqualsTheSumByHand()
    {
        var rows = Workspace.ReadScores(_context, _scored);
        var byHand = rows.GroupBy(row => Math.Ceiling(row.Score.Max() * 20.0)).Sum(bin =>
            Math.Abs(bin.Count(row => row.PredictedLabel == (uint)row.Id % 5 + 1) - bin.Sum(row => (double)row.Score.Max())) / rows.Length);

        var metrics = _context.MulticlassClassification.EvaluateTpt(_scored, zeroShotScoreColumnName: "ZeroShotScore");

        metrics.Calibration.ExpectedCalibrationError.Should().BeApproximately(byHand, 1e-12, "the same sum in another order");
        metrics.Calibration.Bins.Should().HaveCount(20, "C-TPT and after publish the error over 20 bins");
        metrics.Calibration.Bins.Sum(bin => bin.Count).Should().Be(rows.Length);
        metrics.ZeroShotCalibration!.ExpectedCalibrationError.Should().NotBe(metrics.Calibration.ExpectedCalibrationError);
    }

    [Fact]
    public void Calibration_OfKnownNumbers_HasTheirBinsAndError()
    {
        // Two bins: (0, 0.5] with confidences 0.5 right and 0.4 wrong, (0.5, 1] with 0.75 right.
        var calibration = TptCalibration.Create([(0.5f, true), (0.4f, false), (0.75f, true)], binCount: 2);

        calibration.Bins.Select(bin => (bin.Lower, bin.Upper, bin.Count, bin.Accuracy)).Should().Equal((0, 0.5, 2, 0.5), (0.5, 1, 1, 1));
        calibration.Bins[0].Confidence.Should().BeApproximately(0.45, 1e-7, "0.4 in fp32");
        calibration.ExpectedCalibrationError.Should().BeApproximately(2.0 / 3 * 0.05 + 1.0 / 3 * 0.25, 1e-7, "0.4 in fp32");
    }

    [Fact]
    public void Calibration_EmptyBin_HasNoAccuracyAndCountsNothing()
    {
        var calibration = TptCalibration.Create([(1f, true)], binCount: 4);

        calibration.Bins[0].Accuracy.Should().Be(double.NaN);
        calibration.Bins[3].Count.Should().Be(1);
        calibration.ExpectedCalibrationError.Should().Be(0);
    }

    [Theory]
    [InlineData(0, 20, "topKPredictionCount is 0; it must be at least 1.")]
    [InlineData(5, 0, "calibrationBinCount is 0; it must be in [1, 10000].")]
    [InlineData(5, 10_001, "calibrationBinCount is 10001; it must be in [1, 10000].")]
    public void EvaluateTpt_CountOutOfItsRange_SaysItOnce(int topK, int bins, string message)
    {
        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(_scored, topKPredictionCount: topK, calibrationBinCount: bins);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().Which.Message.Should().StartWith(message).And.NotContain("Actual value");
    }

    private double AccuracyByHand(string scoreColumn) => _scored.GetColumn<float[]>(scoreColumn)
        .Select((score, i) => Array.IndexOf(score, score.Max()) == i % 5 ? 1 : 0).Average();
}

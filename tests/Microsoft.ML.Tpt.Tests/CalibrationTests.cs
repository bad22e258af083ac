using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests;

/// <summary>A calibration and a gate in a pipeline: fitted, scored, saved and loaded.</summary>
public sealed class CalibrationTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void SavedAndLoaded_WithCalibrationAndGate_GivesTheSameScores()
    {
        var images = workspace.LoadImages(_context, 3);
        var file = workspace.PathOf("calibrated.zip");
        var options = Options(threshold: 0.9);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        _context.Model.SaveTo(transformer, images.Schema, file);

        using var loaded = (TptTransformer)new MLContext().Model.Load(file, out _);

        loaded.Options.Calibration.Should().Be(options.Calibration);
        loaded.Options.Gate.Should().Be(options.Gate);
        Column<float[]>(loaded.Transform(images), "Score").Should().BeEquivalentTo(Column<float[]>(transformer.Transform(images), "Score"), o => o.WithStrictOrdering());
    }

    /// <summary>The threshold is so low that the agreement of the centre view with itself is enough.</summary>
    [Fact]
    public void Transform_RowsThatTheGateLeaves_HaveZeroShotScoresAndNoViews()
    {
        var images = workspace.LoadImages(_context, 3);
        using var transformer = _context.Transforms.TestTimePromptTuning(Options(threshold: 1e-9)).Fit(images);

        var scored = transformer.Transform(images);

        Column<float[]>(scored, "Score").Should().BeEquivalentTo(Column<float[]>(scored, "ZeroShotScore"), o => o.WithStrictOrdering());
        Column<int[]>(scored, "Views").Should().AllBeEquivalentTo(new[] { -1, -1 });
        Column<bool>(scored, "IsAdapted").Should().Equal(false, false, false);
    }

    /// <summary>Class 2 of 3 is right. (0.2² + 0.3² + 0.5²) and (0.1² + 0.2² + 0.1²) of a row each.</summary>
    [Fact]
    public void EvaluateTpt_BrierScore_IsTheHandComputedMean()
    {
        var scored = Scored(([0.2f, 0.5f, 0.3f], [0.6f, 0.2f, 0.2f]), ([0.1f, 0.8f, 0.1f], [0.6f, 0.2f, 0.2f]));

        var metrics = _context.MulticlassClassification.EvaluateTpt(scored, zeroShotScoreColumnName: "ZeroShotScore", topKPredictionCount: 1, calibrationBinCount: 20);

        metrics.BrierScore.Should().BeApproximately((0.38 + 0.06) / 2, 1e-7);
        metrics.ZeroShotBrierScore.Should().BeApproximately(0.36 + 0.64 + 0.04, 1e-7);
        metrics.Calibration.ExpectedCalibrationError.Should().BeApproximately((0.5 + 0.2) / 2, 1e-7);
        metrics.Calibration.AdaptiveCalibrationError.Should().BeApproximately((0.5 + 0.2) / 2, 1e-7);
        metrics.ZeroShotCalibration!.AdaptiveCalibrationError.Should().BeApproximately(0.6, 1e-7);
        metrics.Calibration.Bins[9].Count.Should().Be(1, "0.5 closes its bin");
        _context.MulticlassClassification.EvaluateTpt(scored, topKPredictionCount: 1).ZeroShotBrierScore.Should().BeNull();
    }

    private static TptOptions Options(double threshold)
    {
        var options = Workspace.Options();
        options.Views.Count = 8;
        options.Method = new PromptTuningOptions { SelectionFraction = 0.25 };
        options.Calibration = new ConfidenceMatchingOptions { SelectionFraction = 0.5 };
        options.Gate = new AgreementGateOptions { Threshold = threshold, SelectionFraction = 1, Measure = AgreementMeasure.Count };
        options.ZeroShotScoreColumnName = "ZeroShotScore";
        options.SelectedViewsColumnName = "Views";
        options.IsAdaptedColumnName = "IsAdapted";
        return options;
    }

    private static T[] Column<T>(IDataView data, string name) => [.. data.GetColumn<T>(name)];

    private IDataView Scored(params (float[] Adapted, float[] ZeroShot)[] rows)
    {
        var definition = SchemaDefinition.Create(typeof(ScoredRow));
        foreach (var column in new[] { nameof(ScoredRow.Score), nameof(ScoredRow.ZeroShotScore) })
        {
            definition[column].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
            definition[column].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(3, ["a".AsMemory(), "b".AsMemory(), "c".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 3));
        }
        return _context.Data.LoadFromEnumerable(rows.Select(row => new ScoredRow { Label = "b", Score = row.Adapted, ZeroShotScore = row.ZeroShot }).ToArray(), definition);
    }

    private sealed class ScoredRow
    {
        public string Label { get; set; } = "";

        public float[] Score { get; set; } = [];

        public float[] ZeroShotScore { get; set; } = [];
    }
}

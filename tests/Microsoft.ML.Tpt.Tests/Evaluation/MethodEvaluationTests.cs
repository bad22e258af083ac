using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Tpt.Engine;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>Several methods on the same images in one pass: what each gives is what a pipeline with it gives.</summary>
public sealed class MethodEvaluationTests : IClassFixture<Workspace>, IDisposable
{
    private static readonly PromptTuningOptions _tuning = new() { SelectionFraction = 0.5 };

    private static readonly ComparedMethod[] _methods =
    [
        _tuning,
        new(_tuning) { Calibration = new ConfidenceMatchingOptions { SelectionFraction = 0.5 } },
        new(_tuning) { Gate = new AgreementGateOptions { SelectionFraction = 0.5 } },
        new ZeroOptions(),
    ];

    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _images;

    public MethodEvaluationTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context);
        _transformer = Fit(new ZeroShotOptions());
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void EvaluateTpt_SeveralMethods_EqualsAPipelineWithEachBitForBit()
    {
        var compared = Evaluate(_images, _methods);

        compared.Select(method => method.Name).Should().Equal("ZeroShot", "PromptTuning", "PromptTuning + ConfidenceMatching", "PromptTuning + AgreementGate", "Zero");
        foreach (var (method, metrics) in _methods.Zip(compared.Skip(1)))
        {
            metrics.Method.Should().Be(method);
            using var alone = Fit(method);
            var expected = _context.MulticlassClassification.EvaluateTpt(alone.Transform(_images), zeroShotScoreColumnName: "ZeroShotScore", calibrationBinCount: 20);
            Numbers(metrics).Should().Equal([.. MetricNumbers.Of(expected.Adapted), expected.Calibration.ExpectedCalibrationError, expected.Calibration.AdaptiveCalibrationError, expected.BrierScore], metrics.Name);
            metrics.Calibration.Bins.Should().BeEquivalentTo(expected.Calibration.Bins);
            Numbers(compared[0]).Should().Equal(
                [.. MetricNumbers.Of(expected.ZeroShot!), expected.ZeroShotCalibration!.ExpectedCalibrationError, expected.ZeroShotCalibration.AdaptiveCalibrationError, expected.ZeroShotBrierScore!.Value], metrics.Name);
        }
        compared.Select(metrics => metrics.BrierScore).Should().OnlyHaveUniqueItems("no two of these methods give the same scores");
    }

    [Fact]
    public void EvaluateTpt_Rows_AreCounted()
    {
        var compared = Evaluate(_images, _methods);

        compared.Should().OnlyContain(metrics => metrics.Rows == Workspace.ImageCount && metrics.UnknownLabelRows == 0 && metrics.MissingScoreRows == 0 && metrics.FallbackRows == 0);
        compared.Where(metrics => metrics.Method.Gate is null).Select(metrics => metrics.AdaptedRows).Should().Equal(12, 12, 12, 12);
        compared[3].AdaptedRows.Should().Be(GatedRows()).And.BeInRange(1, 11, "the gate leaves some rows and not all");
    }

    [Fact]
    public void EvaluateTpt_Seconds_AreOfEveryMethodAndLessThanThePass()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var compared = Evaluate(_images, _methods);

        compared.Should().OnlyContain(metrics => metrics.SecondsPerImage > 0);
        compared[0].SecondsPerImage.Should().BeLessThan(compared[1].SecondsPerImage, "one view and no gradient");
        compared.Max(metrics => metrics.SecondsPerImage).Should().BeLessThan(watch.Elapsed.TotalSeconds / Workspace.ImageCount);
    }

    [Fact]
    public void EvaluateTpt_SeveralMethods_ReadsEachImageAndMakesItsViewsOnce()
    {
        var reads = 0;
        var rows = _context.Data.LoadFromEnumerable(_workspace.Rows());
        var bytes = _context.Transforms.CustomMapping<PathRow, EncodedRow>((row, encoded) =>
        {
            Interlocked.Increment(ref reads);
            encoded.Image = File.ReadAllBytes(row.Path);
        }, contractName: null).Fit(rows).Transform(rows);
        var progress = new List<TptProgress>();
        var views = new ViewBatchCount();

        _context.MulticlassClassification.EvaluateTpt(_transformer, bytes, _methods, progress: new Recorder(progress));

        (reads, views.Created, views.NotDisposed).Should().Be((12, 12, 0));
        progress.Select(report => report.Rows).Should().Equal(3, 6, 9, 12);
    }

    [Fact]
    public void EvaluateTpt_UnknownLabelsAndUnusableImages_AreCountedAndLeftOut()
    {
        var rows = _workspace.Rows(7);
        rows[1].Label = "no class";
        rows[2].Label = "";
        rows[3].Path = _workspace.WriteFile("broken.png", [1, 2, 3]);
        rows[6].Path = _workspace.WriteFile("empty.png", []);
        var known = _workspace.Rows(6).Where(row => row.Id is 0 or 4 or 5);

        var compared = Evaluate(Workspace.LoadBytes(_context, rows), _methods);

        compared.Should().OnlyContain(metrics => metrics.Rows == 3 && metrics.UnknownLabelRows == 2 && metrics.MissingScoreRows == 2);
        compared.Select(Numbers).Should().BeEquivalentTo(Evaluate(Workspace.LoadBytes(_context, known), _methods).Select(Numbers), same => same.WithStrictOrdering());
    }

    [Fact]
    public void EvaluateTpt_KeyLabels_CountAsTextDoes()
    {
        var keys = _context.Transforms.Conversion.MapLabelToClasses("Key", _transformer.ClassNames, "Label").Fit(_images).Transform(_images);

        var compared = _context.MulticlassClassification.EvaluateTpt(_transformer, keys, [new ZeroOptions()], labelColumnName: "Key", topKPredictionCount: 2, calibrationBinCount: 5);

        Numbers(compared[1])[..5].Should().Equal(Numbers(Evaluate(_images, [new ZeroOptions()])[1])[..4].Append(2));
        compared[1].Calibration.Bins.Should().HaveCount(5);
    }

    [Fact]
    public async Task EvaluateTpt_WhileOthersScore_ChangesNeither()
    {
        var expected = Scores();
        var alone = Evaluate(_images, _methods);
        var others = Task.Run(() => Enumerable.Range(0, 5).Select(_ => Scores()).ToArray());

        var compared = Evaluate(_images, _methods);

        (await others).Should().OnlyContain(scores => scores.Zip(expected).All(pair => pair.First.SequenceEqual(pair.Second)));
        compared.Select(Numbers).Should().BeEquivalentTo(alone.Select(Numbers), same => same.WithStrictOrdering());

        float[][] Scores() => [.. _transformer.Transform(_images).GetColumn<float[]>("Score")];
    }

    [Fact]
    public void Table_OfMetrics_IsAligned()
    {
        var lines = TptMethodMetrics.Table(Evaluate(_images, _methods)).Split(Environment.NewLine);

        lines.Should().HaveCount(7).And.HaveElementAt(6, "");
        lines[..6].Select(line => line.Length).Distinct().Should().ContainSingle();
        lines[0].Trim().Should().Be("top-1     ECE   Brier  log-loss  s/image");
        lines[2].Should().MatchRegex(@"^PromptTuning {20} +\d+\.\d %  +\d+\.\d %   \d\.\d{3} +\d+\.\d{3} +\d+\.\d{3}$");
    }

    private static double[] Numbers(TptMethodMetrics metrics) =>
        [.. MetricNumbers.Of(metrics.Classification), metrics.Calibration.ExpectedCalibrationError, metrics.Calibration.AdaptiveCalibrationError, metrics.BrierScore];

    private IReadOnlyList<TptMethodMetrics> Evaluate(IDataView data, ComparedMethod[] methods) => _context.MulticlassClassification.EvaluateTpt(_transformer, data, methods);

    private TptTransformer Fit(ComparedMethod method)
    {
        var options = Workspace.Options();
        (options.Method, options.Calibration, options.Gate) = (method.Method, method.Calibration, method.Gate);
        (options.ZeroShotScoreColumnName, options.SelectedViewsColumnName) = ("ZeroShotScore", "Views");
        return _context.Transforms.TestTimePromptTuning(options).Fit(_images);
    }

    /// <summary>A row that the gate left has -1 for its selected views.</summary>
    private int GatedRows()
    {
        using var gated = Fit(_methods[2]);
        return gated.Transform(_images).GetColumn<int[]>("Views").Count(views => views[0] >= 0);
    }
}

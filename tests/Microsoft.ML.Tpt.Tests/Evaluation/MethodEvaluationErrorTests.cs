using System.Reflection;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Evaluation;
using Tpt.Engine;
using Tpt.Engine.Calibration;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>What keeps methods from being compared, and what the message says.</summary>
public sealed class MethodEvaluationErrorTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _images;

    public MethodEvaluationErrorTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 6);
        _transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void Methods_None_Throws() => Evaluate(_images, []).Should().Throw<ArgumentException>().WithMessage("There are no methods to compare; give at least one, such as new PromptTuningOptions()*");

    [Fact]
    public void Methods_OneWithACalibrationThatDoesNotGoWithIt_ThrowsAndNamesBoth()
        => Evaluate(_images, [new ZeroOptions(), new(new ZeroShotOptions()) { Calibration = new ConfidenceMatchingOptions() }])
            .Should().Throw<ArgumentException>().WithMessage("Calibration is ConfidenceMatching, which needs*the method ZeroShot*");

    [Fact]
    public void Methods_OneThatDoesNotGoWithTheViews_Throws()
        => Evaluate(_images, [new PromptTuningOptions { SelectionFraction = 0.1 }]).Should().Throw<ArgumentException>().WithMessage("Method.SelectionFraction 0.1 of 8 views selects no view*");

    [Fact]
    public void Classes_One_ThrowsBeforeAnythingIsComputed()
    {
        var options = Workspace.Options();
        options.ClassNames = ["banana"];
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var views = new ViewBatchCount();

        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(transformer, _images, [new ZeroOptions()]);

        evaluate.Should().Throw<ArgumentException>().WithMessage("The transformer has one class, and ML.NET's metrics need at least two*");
        views.Created.Should().Be(0);
    }

    [Fact]
    public void SoftPrompt_ChangedSinceFit_Throws()
    {
        var options = Workspace.Options();
        options.Prompt.SoftPromptPath = WriteSoftPrompt(0.02f);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(transformer, _images, [Workspace.Options().Method]);
        var expected = _context.MulticlassClassification.EvaluateTpt(transformer.Transform(_images));

        evaluate()[1].BrierScore.Should().Be(expected.BrierScore, "the soft prompt is the same");
        WriteSoftPrompt(0.03f);

        evaluate.Should().Throw<InvalidDataException>().WithMessage($"The soft prompt '{options.Prompt.SoftPromptPath}' has been changed since*");
    }

    [Fact]
    public void Label_NotThere_Throws()
        => Evaluate(_images, [new ZeroOptions()], label: "Class").Should().Throw<ArgumentException>().WithMessage("There is no label column 'Class'*");

    [Fact]
    public void Label_KeysInAnotherOrder_ThrowsAndExplainsBeforeAnythingIsComputed()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Label", ["banana", "lemon", "carrot", "pizza", "tomato"]).Fit(_images).Transform(_images);
        var views = new ViewBatchCount();

        Evaluate(labelled, [new ZeroOptions()]).Should().Throw<ArgumentException>().WithMessage("*key 2 of 5 is 'lemon', class 2 of 5 is 'carrot'*MapLabelToClasses(\"Label\"*");
        views.Created.Should().Be(0);
    }

    [Fact]
    public void Image_NoSuchColumn_Throws()
        => Evaluate(_context.Data.LoadFromEnumerable(_workspace.Rows(2)), [new ZeroOptions()]).Should().Throw<ArgumentException>().WithMessage("There is no image column 'Image'; the columns are*");

    [Fact]
    public void Rows_NoneLeft_ThrowsAndCounts()
    {
        var rows = _workspace.Rows(3);
        rows[0].Label = rows[1].Label = "no class";
        rows[2].Path = _workspace.WriteFile("empty.png", []);

        Evaluate(Workspace.LoadBytes(_context, rows), [new ZeroOptions()]).Should().Throw<InvalidOperationException>()
            .WithMessage("There is no row to evaluate ZeroShot on: 2 rows have a label that is no class, and 1 have no usable image*");
    }

    [Theory]
    [InlineData(0, 15, "topKPredictionCount is 0; it must be at least 1.")]
    [InlineData(5, 10_001, "calibrationBinCount is 10001; it must be in [1, 10000].")]
    public void Count_OutOfItsRange_Throws(int topK, int bins, string message)
    {
        var evaluate = () => _context.MulticlassClassification.EvaluateTpt(_transformer, _images, [new ZeroOptions()], topKPredictionCount: topK, calibrationBinCount: bins);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message + "*");
    }

    [Fact]
    public void Transformer_Disposed_Throws()
    {
        _transformer.Dispose();

        Evaluate(_images, [new ZeroOptions()]).Should().Throw<ObjectDisposedException>().WithMessage("The transformer is disposed*");
    }

    [Fact]
    public void Transformer_DisposedMeanwhile_ThrowsAndDisposesOfAllViews()
    {
        var views = new ViewBatchCount();

        Evaluate(_images, [new ZeroOptions()], progress: new Listener<TptProgress>(_ => _transformer.Dispose())).Should().Throw<ObjectDisposedException>().WithMessage("The transformer is disposed*");

        views.NotDisposed.Should().Be(0);
    }

    [Fact]
    public void Token_CancelledBefore_ReadsNothing()
    {
        var views = new ViewBatchCount();

        Evaluate(_images, [new ZeroOptions()], cancellationToken: new CancellationToken(canceled: true)).Should().Throw<OperationCanceledException>();

        views.Created.Should().Be(0);
    }

    [Fact]
    public void Token_CancelledAfterABatch_StopsThereAndDisposesOfAllViews()
    {
        using var source = new CancellationTokenSource();
        var views = new ViewBatchCount();
        var batches = 0;

        Evaluate(_images, [new ZeroOptions()], progress: new Listener<TptProgress>(_ =>
        {
            batches++;
            source.Cancel();
        }), cancellationToken: source.Token).Should().Throw<OperationCanceledException>();

        batches.Should().Be(1);
        views.NotDisposed.Should().Be(0);
    }

    [Fact]
    public void Context_Cancelled_Stops()
    {
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(_context, null);

        Evaluate(_images, [new ZeroOptions()]).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Data_ThatGivesOtherRowsTheSecondTime_ThrowsAndSaysWhy()
    {
        using var rows = _workspace.Rows(4).AsEnumerable().GetEnumerator();
        var data = Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(Rest()));

        Evaluate(data, [new ZeroOptions()]).Should().Throw<InvalidOperationException>().WithMessage("*when it was read a second time*must be loaded into a list first.");

        IEnumerable<PathRow> Rest()
        {
            while (rows.MoveNext())
            {
                yield return rows.Current;
            }
        }
    }

    [Fact]
    public void Scores_ThatAreNoNumbers_AreMissing()
    {
        var tally = new MethodTally(new ZeroOptions(), new ScoreMetrics(["a", "b"], topK: 1, binCount: 10));
        tally.Add(1, [float.NaN, float.NaN], TimeSpan.FromSeconds(9), isAdapted: true, isFallback: true);
        tally.Add(1, [0.75f, 0.25f], TimeSpan.FromSeconds(1), isAdapted: true, isFallback: false);
        tally.Add(2, [0.75f, 0.25f], TimeSpan.FromSeconds(2), isAdapted: true, isFallback: true);
        tally.Add(2, [0.75f, 0.25f], TimeSpan.FromSeconds(3), isAdapted: false, isFallback: false);
        tally.AddMissing();

        var metrics = tally.ToMetrics(unknownLabels: 7);

        (metrics.Rows, metrics.MissingScoreRows, metrics.UnknownLabelRows, metrics.AdaptedRows, metrics.FallbackRows).Should().Be((3, 2, 7, 1, 1));
        (metrics.SecondsPerImage, metrics.Classification.MicroAccuracy, metrics.BrierScore).Should().Be((2, 1.0 / 3, (2 * 0.0625 + 4 * 0.5625) / 3));
    }

    private string WriteSoftPrompt(float scale)
    {
        var options = Workspace.Options();
        options.ContextColumnName = "Context";
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var width = ((VectorDataViewType)transformer.GetOutputSchema(_images.Schema)["Context"].Type).Dimensions[1];
        var values = Enumerable.Range(0, 3 * width).SelectMany(i => BitConverter.GetBytes(scale * MathF.Sin(i))).ToArray();
        var header = Encoding.ASCII.GetBytes($"{{\"ctx\":{{\"dtype\":\"F32\",\"shape\":[3,{width}],\"data_offsets\":[0,{values.Length}]}}}}");
        return _workspace.WriteFile("soft prompt.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. header, .. values]);
    }

    private Action Evaluate(
        IDataView data, ComparedMethod[] methods, string label = "Label", IProgress<TptProgress>? progress = null, CancellationToken cancellationToken = default)
        => () => _context.MulticlassClassification.EvaluateTpt(_transformer, data, methods, label, progress: progress, cancellationToken: cancellationToken);
}

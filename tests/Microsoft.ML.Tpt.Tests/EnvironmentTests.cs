using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using Tpt.Engine.Tests;

namespace Microsoft.ML.Tests;

/// <summary>What comes from the <see cref="MLContext"/> and goes to it: device, seed, log, cancellation; and disposal.</summary>
public sealed class EnvironmentTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Log_HasTheModelItsDeviceAndDtype_AndTheSpeed()
    {
        var log = new LogCapture(_context);
        var images = workspace.LoadImages(_context, 4);
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);

        Workspace.ReadScores(_context, transformer.Transform(images));

        log.Of(ChannelMessageKind.Info).Should().SatisfyRespectively(
            loaded => loaded.Should().MatchRegex("^Loaded the CLIP model in .*Tpt.BuiltInModel in .* s: device cpu, dtype Float32 \\(precision Float32\\)"),
            scored => scored.Should().MatchRegex(@"^Scored 4 rows in .* s \(.* rows/s\)"));
        log.Of(ChannelMessageKind.Warning).Should().BeEmpty();
    }

    [Fact]
    public void Log_OfAModelWhoseMemoryRanOut_SaysSoWhileTheTransformerLives()
    {
        var log = new LogCapture(_context);
        var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(workspace.LoadImages(_context, 1));
        var warn = transformer.Scorer.Model.Network.Warn!;

        warn("memory ran out");
        transformer.Dispose();
        warn("nobody hears it");

        log.Of(ChannelMessageKind.Warning).Should().Equal("memory ran out");
    }

    [Fact]
    public void GpuDeviceId_OfTheContext_NotThere_IsAnErrorWithoutFallback()
    {
        var context = new MLContext { GpuDeviceId = 123, FallbackToCpu = false };

        var fit = () => context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(workspace.LoadImages(context, 1));

        fit.Should().Throw<InvalidOperationException>().WithMessage("GPU 123 was asked for*");
    }

    [Fact]
    public void GpuDeviceId_OfTheContext_NotThere_FallsBackWithTheReasonInTheLog()
    {
        var context = new MLContext { GpuDeviceId = 123, FallbackToCpu = true };
        var log = new LogCapture(context);

        using var transformer = context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(workspace.LoadImages(context, 1));

        log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().StartWith("Computing on the CPU: GPU 123 was asked for");
        transformer.Scorer.Model.Device.type.Should().Be(TorchSharp.DeviceType.CPU);
    }

    [Fact]
    public void GpuDeviceId_OfTheOptions_WinsOverTheContexts()
    {
        var context = new MLContext { GpuDeviceId = 123, FallbackToCpu = false };
        var log = new LogCapture(context);
        var options = Workspace.Options();
        options.Model.GpuDeviceId = -1;

        using var transformer = context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(context, 1));

        transformer.Scorer.Model.Device.type.Should().Be(TorchSharp.DeviceType.CPU);
        log.Of(ChannelMessageKind.Warning).Should().BeEmpty();
    }

    [Fact]
    public void FallbackToCpu_OfTheOptions_WinsOverTheContexts()
    {
        var context = new MLContext { GpuDeviceId = 123, FallbackToCpu = true };
        var options = Workspace.Options();
        options.Model.FallbackToCpu = false;

        var fit = () => context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(context, 1));

        fit.Should().Throw<InvalidOperationException>().WithMessage("GPU 123 was asked for*");
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(7, null, 7)]
    [InlineData(7, 8, 8)]
    public void Seed_IsTheOptions_ElseTheContexts_ElseZero(int? ofContext, int? ofOptions, int expected)
    {
        var context = new MLContext(ofContext);
        var options = Workspace.Options();
        options.Views.Seed = ofOptions;

        using var transformer = context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(context, 1));

        transformer.Options.Views.Seed.Should().Be(expected);
    }

    [Fact]
    public void Seed_Another_GivesOtherViewsAndOtherScores()
    {
        float[] Score(int seed)
        {
            var context = new MLContext(seed);
            var images = workspace.LoadImages(context, 1);
            using var transformer = context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
            return Workspace.ReadScores(context, transformer.Transform(images))[0].Score;
        }

        Score(1).Should().Equal(Score(1)).And.NotEqual(Score(2));
    }

    [Fact]
    public void CancellationToken_CancelledAfterFit_DoesNotStopTheTransformer()
    {
        using var source = new CancellationTokenSource();
        var options = Workspace.Options();
        options.CancellationToken = source.Token;
        var images = workspace.LoadImages(_context, 4);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        var expected = Workspace.ReadScores(_context, transformer.Transform(images));
        var opened = transformer.Transform(images);
        source.Cancel();

        foreach (var scored in new[] { opened, transformer.Transform(images) })
        {
            Workspace.ReadScores(_context, scored).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        }
        _context.Model.Save(transformer, images.Schema, workspace.PathOf("after its token.zip"));
    }

    [Fact]
    public void CancellationToken_OfOneTransform_StopsThatOneOnly()
    {
        using var source = new CancellationTokenSource();
        var images = workspace.LoadImages(_context);
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);

        ShouldStopAfter(2, transformer.Transform(images, progress: null, source.Token), source.Cancel);

        transformer.Transform(images).GetColumn<uint>("PredictedLabel").Should().HaveCount(Workspace.ImageCount);
    }

    [Fact]
    public void CancellationToken_CancelledBefore_StopsFit()
    {
        var options = Workspace.Options();
        options.CancellationToken = new CancellationToken(canceled: true);

        var fit = () => _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context));

        fit.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void CancellationToken_CancelledDuringFit_StopsItAndLeavesNothingBehind()
    {
        using var source = new CancellationTokenSource();
        var reports = new List<double>();
        var isCancelling = false;
        var options = ManyPasses(new Listener<double>(done =>
        {
            reports.Add(done);
            if (isCancelling)
            {
                source.Cancel();
            }
        }));
        options.CancellationToken = source.Token;
        var images = workspace.LoadImages(_context, 1);
        var estimator = _context.Transforms.TestTimePromptTuning(options);
        using var holdsTheModel = estimator.Fit(images);
        var tensors = LiveTensors.CountAfterFinalizers();
        (isCancelling, var before) = (true, reports.Count);

        estimator.Invoking(e => e.Fit(images)).Should().Throw<OperationCanceledException>();

        reports.Skip(before).Should().ContainSingle("the next pass is not made").Which.Should().BeLessThan(1);
        LiveTensors.Count.Should().Be(tensors);
        estimator.Invoking(e => e.Fit(images)).Should().Throw<OperationCanceledException>("the token stays cancelled");
        Workspace.ReadScores(_context, holdsTheModel.Transform(images)).Should().ContainSingle();
    }

    [Fact]
    public void FitProgress_OfManyPasses_RisesToOne()
    {
        var reports = new List<double>();
        var options = ManyPasses(new Listener<double>(reports.Add));

        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context, 1));

        reports.Should().HaveCountGreaterThan(10).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        reports[0].Should().BePositive();
        reports[^1].Should().Be(1);
    }

    [Fact]
    public void CancelExecution_OfMLNet_StopsTheCursorAtTheNextRow()
    {
        var context = new MLContext(seed: 1);
        var images = workspace.LoadImages(context);
        using var transformer = context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);

        // MLContext has no public cancel; AutoML and Model Builder call this one.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!;
        ShouldStopAfter(4, transformer.Transform(images), () => cancel.Invoke(context, null));
    }

    [Fact]
    public void PredictionEngine_AfterTheTokenOfFit_GoesOnAndAfterCancelExecution_Throws()
    {
        using var source = new CancellationTokenSource();
        var context = new MLContext(seed: 1);
        var options = Workspace.Options();
        options.CancellationToken = source.Token;
        var row = new EncodedRow { Image = File.ReadAllBytes(workspace.Images[0]) };
        using var transformer = context.Transforms.TestTimePromptTuning(options).Fit(context.Data.LoadFromEnumerable([row]));
        using var engine = context.Model.CreatePredictionEngine<EncodedRow, Scores>(transformer);
        source.Cancel();
        engine.Predict(row).PredictedLabel.Should().BePositive();

        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(context, null);

        engine.Invoking(e => e.Predict(row)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void PredictionEngine_AfterItsTransformerIsDisposed_ThrowsAndNamesTheReason()
    {
        var row = new EncodedRow { Image = File.ReadAllBytes(workspace.Images[0]) };
        var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_context.Data.LoadFromEnumerable([row]));
        using var engine = _context.Model.CreatePredictionEngine<EncodedRow, Scores>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        transformer.Dispose();

        engine.Invoking(e => e.Predict(row)).Should().Throw<ObjectDisposedException>().WithMessage("*transformer is disposed*OwnsTransformer*");
    }

    [Fact]
    public void Dispose_LaterUse_ThrowsAndNamesTheReason()
    {
        var images = workspace.LoadImages(_context);
        var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        var scored = transformer.Transform(images);
        transformer.Dispose();

        var actions = new Action[]
        {
            () => transformer.Transform(images),
            () => transformer.GetOutputSchema(images.Schema),
            () => ((ITransformer)transformer).GetRowToRowMapper(images.Schema),
            () => _context.Model.Save(transformer, images.Schema, workspace.PathOf("disposed.zip")),
            () => _ = scored.GetColumn<uint>("PredictedLabel").ToArray(),
        };

        foreach (var action in actions)
        {
            action.Should().Throw<ObjectDisposedException>().WithMessage("*transformer is disposed*OwnsTransformer*");
        }

        transformer.Invoking(t => t.Dispose()).Should().NotThrow();
    }

    [Fact]
    public void Dispose_WhileACursorIsOpen_ItsNextRowThrows()
    {
        var images = workspace.LoadImages(_context);
        var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        var scored = transformer.Transform(images);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        cursor.MoveNext();
        transformer.Dispose();

        cursor.Invoking(c => c.MoveNext()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void PredictionEngine_ThatOwnsItsTransformer_DisposesItAndOneThatDoesNotLeavesIt()
    {
        var images = workspace.LoadImages(_context, 1);
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);

        _context.Model.CreatePredictionEngine<BitmapRow, Scores>(transformer, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        transformer.Transform(images).GetColumn<uint>("PredictedLabel").Should().HaveCount(1);

        _context.Model.CreatePredictionEngine<BitmapRow, Scores>(transformer).Dispose();
        transformer.Invoking(t => t.Transform(images)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Fit_SeveralTimes_SharesOneModelUntilTheLastTransformerIsDisposed()
    {
        var log = new LogCapture(_context);
        var images = workspace.LoadImages(_context, 1);
        var estimator = _context.Transforms.TestTimePromptTuning(Workspace.Options());
        var first = estimator.Fit(images);
        var second = estimator.Fit(images);

        second.Scorer.Model.Should().BeSameAs(first.Scorer.Model);
        log.Of(ChannelMessageKind.Info).Should().ContainSingle();

        first.Dispose();
        second.Transform(images).GetColumn<uint>("PredictedLabel").Should().HaveCount(1);
        second.Dispose();
        using var third = estimator.Fit(images);
        third.Transform(images).GetColumn<uint>("PredictedLabel").Should().HaveCount(1);
    }

    [Fact]
    public void Fit_ThatFails_LeavesTheEstimatorUsable()
    {
        var images = workspace.LoadImages(_context, 1);
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassPromptsColumnName = "Prompts";
        var estimator = _context.Transforms.TestTimePromptTuning(options);
        var tooLong = string.Join(' ', Enumerable.Repeat("extraordinarily", 100));
        IDataView Prompted(string name) => _context.Transforms.AddClassPrompts("Prompts", [name, "dog"], "a {0}").Fit(images).Transform(images);

        estimator.Invoking(e => e.Fit(Prompted(tooLong))).Should().Throw<ArgumentException>();

        using var transformer = estimator.Fit(Prompted("cat"));
        transformer.Transform(images).GetColumn<uint>("PredictedLabel").Should().HaveCount(1);
    }

    /// <summary>Options whose preparation takes a pass for each of a rank's columns.</summary>
    private static TptOptions ManyPasses(IProgress<double> progress)
    {
        var options = Workspace.Options();
        (options.Approximations.FirstOrderTolerance, options.Approximations.FirstOrderRank) = (0.1, 8);
        options.FitProgress = progress;
        return options;
    }

    private static void ShouldStopAfter(int rows, IDataView scored, Action cancel)
    {
        var count = 0;
        var read = () =>
        {
            foreach (var _ in scored.GetColumn<uint>("PredictedLabel"))
            {
                if (++count == rows)
                {
                    cancel();
                }
            }
        };
        read.Should().Throw<OperationCanceledException>();
        count.Should().Be(rows);
    }
}

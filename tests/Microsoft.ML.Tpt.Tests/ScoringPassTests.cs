using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Scoring;

namespace Microsoft.ML.Tests;

/// <summary>The log says where rows are scored again and again, and nowhere else.</summary>
public sealed class ScoringPassTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly LogCapture _log;
    private readonly IDataView _images;
    private readonly List<TptProgress> _progress = [];
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;

    public ScoringPassTests(Workspace workspace)
    {
        _workspace = workspace;
        _log = new LogCapture(_context);
        _images = workspace.LoadImages(_context, 6);
        _transformer = _context.Transforms.TestTimePromptTuning(Options()).Fit(_images);
        _scored = _transformer.Transform(_images);
    }

    public void Dispose() => _transformer.Dispose();

    private string[] Warnings => _log.Of(ChannelMessageKind.Warning);

    [Fact]
    public void SecondPass_WarnsOnceWithTheCostAndTheCure()
    {
        Read(_scored);
        Warnings.Should().BeEmpty();

        Read(_scored);

        Warnings.Should().ContainSingle().Which.Should().MatchRegex(
            @"^Pass 2 over the same rows: each pass scores them anew, and the last one took \d+\.\d s for 6 rows \([\d.]+ s a row\)\. Score them once: mlContext\.Data\.Cache\(scored, ""PredictedLabel"", ""Score""\) for a view, AppendCacheCheckpoint\(mlContext\) behind this stage in a pipeline\. The next warning comes at pass 4\.$");
    }

    [Fact]
    public void ManyPasses_WarnAtEachDoubling()
    {
        for (var pass = 0; pass < 9; pass++)
        {
            Read(_scored);
        }

        Warnings.Select(warning => warning.Split(' ')[1]).Should().Equal("2", "4", "8");
    }

    [Fact]
    public void SecondPass_BehindOtherStages_Warns()
    {
        var named = _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(_scored).Transform(_scored);

        named.GetColumn<string>("Name").Should().HaveCount(6);
        Warnings.Should().BeEmpty();
        named.GetColumn<string>("Name").Should().HaveCount(6);

        Warnings.Should().ContainSingle();
    }

    [Fact]
    public void CursorSets_CountAsOnePassEach()
    {
        var named = _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(_scored).Transform(_scored);

        ReadSet(named);
        Warnings.Should().BeEmpty();
        ReadSet(named);

        Warnings.Should().ContainSingle().Which.Should().Contain("for 6 rows");
    }

    [Fact]
    public void PassesWithoutAScoringColumn_DoNotCount()
    {
        for (var pass = 0; pass < 3; pass++)
        {
            _scored.GetColumn<string>("Label").Should().HaveCount(6);
        }
        Read(_scored);

        Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Trainer_OverScores_WarnsWithoutACheckpointAndNotWithOne()
    {
        var rows = _context.Data.LoadFromEnumerable(_workspace.Rows(6));
        var scores = _context.Transforms.Conversion.MapLabelToClasses("Label", Workspace.ClassNames)
            .Append(_context.Transforms.LoadImages("Image", null, "Path"))
            .Append(_context.Transforms.TestTimePromptTuning(Options()));
        var trainer = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Label", "Score", maximumNumberOfIterations: 3);

        using (scores.AppendCacheCheckpoint(_context).Append(trainer).Fit(rows))
        {
            Warnings.Should().BeEmpty("the cache reads once");
            _progress[^1].Rows.Should().Be(6);
        }

        using (scores.Append(trainer).Fit(rows))
        {
            Warnings.Should().NotBeEmpty().And.OnlyContain(warning => warning.StartsWith("Pass ", StringComparison.Ordinal));
            Warnings.Length.Should().BeLessThan(10);
        }
    }

    [Fact]
    public void CachedView_ReadManyTimes_DoesNotWarn()
    {
        var cached = _context.Data.Cache(_scored, "PredictedLabel", "Score");

        for (var pass = 0; pass < 4; pass++)
        {
            Read(cached);
        }

        Warnings.Should().BeEmpty();
    }

    [Fact]
    public void BothPartsOfASplit_DoNotWarn_AndASecondPassOverOneDoes()
    {
        var split = _context.Data.TrainTestSplit(_scored, 0.4);

        Read(split.TrainSet);
        Read(split.TestSet);
        Warnings.Should().BeEmpty();
        Read(split.TrainSet);

        Warnings.Should().ContainSingle();
    }

    [Fact]
    public void LookAtTheFirstRows_IsNoPass()
    {
        _scored.Preview(2).RowView.Should().HaveCount(2);
        _scored.GetColumn<uint>("PredictedLabel").First().Should().BeGreaterThan(0);
        Read(_scored);

        Warnings.Should().BeEmpty();
    }

    [Fact]
    public void EachView_CountsByItself()
    {
        Read(_scored);
        Read(_transformer.Transform(_images));

        Warnings.Should().BeEmpty();
    }

    [Fact]
    public void MetricsAndPredictionEngines_DoNotWarn()
    {
        var labelled = _context.Transforms.Conversion.MapLabelToClasses("Key", Workspace.ClassNames, "Label").Fit(_images).Transform(_images);
        _context.MulticlassClassification.EvaluateTpt(_transformer.Transform(_images)).Rows.Should().Be(6);
        _context.MulticlassClassification.Evaluate(_transformer.Transform(labelled), "Key").MicroAccuracy.Should().BeInRange(0, 1);
        using var engine = _context.Model.CreatePredictionEngine<EncodedRow, Scores>(_context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(Workspace.LoadBytes(_context, _workspace.Rows(1))));
        for (var call = 0; call < 4; call++)
        {
            engine.Predict(new EncodedRow { Image = File.ReadAllBytes(_workspace.Images[0]) }).Score.Should().HaveCount(5);
        }

        Warnings.Should().BeEmpty();
    }

    [Fact]
    public void CrossValidate_DoesNotWarn()
    {
        var rows = _context.Data.LoadFromEnumerable(_workspace.Rows(6));
        var pipeline = _context.Transforms.Conversion.MapLabelToClasses("Label", Workspace.ClassNames)
            .Append(_context.Transforms.LoadImages("Image", null, "Path"))
            .Append(_context.Transforms.TestTimePromptTuning(Options()));

        foreach (var fold in _context.MulticlassClassification.CrossValidate(rows, pipeline, numberOfFolds: 2))
        {
            ((IDisposable)fold.Model).Dispose();
        }

        Warnings.Should().BeEmpty();
    }

    /// <summary>Passes at once, of which each ends: the later ones count.</summary>
    [Fact]
    public void Passes_OfManyThreads_AreAllCounted()
    {
        var passes = new ScoringPasses(_transformer.Scorer.Host, Options());
        Run(passes);

        Parallel.For(0, 15, _ => Run(passes));

        Warnings.Select(warning => warning.Split(' ')[1]).Should().BeEquivalentTo("2", "4", "8", "16");
    }

    private static void Run(ScoringPasses passes)
    {
        var pass = passes.Begin();
        for (ulong row = 0; row < 100; row++)
        {
            pass.Ask(new DataViewRowId(row, 0));
            pass.Ask(new DataViewRowId(row, 0));
        }
        pass.Finish(TimeSpan.FromSeconds(1));
    }

    private TptOptions Options()
    {
        var options = Workspace.Options();
        options.Progress = new Recorder(_progress);
        return options;
    }

    private void Read(IDataView view) => Workspace.ReadScores(_context, view).Should().NotBeEmpty();

    private static void ReadSet(IDataView view)
    {
        foreach (var cursor in view.GetRowCursorSet([view.Schema["Name"]], 3))
        {
            using (cursor)
            {
                var getName = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
                var name = default(ReadOnlyMemory<char>);
                while (cursor.MoveNext())
                {
                    getName(ref name);
                }
            }
        }
    }
}

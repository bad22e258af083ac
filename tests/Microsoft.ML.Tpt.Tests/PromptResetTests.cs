using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>The prompt is reset for every row: an image's scores are the same bits however it is asked for.</summary>
public sealed class PromptResetTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly ScoredRow[] _expected;

    public PromptResetTests(Workspace workspace)
    {
        _workspace = workspace;
        var images = workspace.LoadImages(_context);
        _transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        _expected = Workspace.ReadScores(_context, _transformer.Transform(images));
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void Cursor_RowsInAnotherOrder_SameBits()
    {
        var reversed = _context.Data.LoadFromEnumerable(_workspace.Rows().Reverse());

        var scored = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, reversed)));

        ShouldBeExpected(scored);
    }

    [Fact]
    public void Cursor_EachRowAlone_SameBits() => ShouldBeExpected([.. _workspace.Rows().Select(row =>
        Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable([row])))).Single())]);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void Cursor_OtherBatchSize_SameBits(int batchSize)
    {
        var options = Workspace.Options();
        options.BatchSize = batchSize;
        var images = _workspace.LoadImages(_context);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);

        ShouldBeExpected(Workspace.ReadScores(_context, transformer.Transform(images)));
    }

    [Fact]
    public void PredictionEngine_AnyOrderAndAgain_SameBits()
    {
        var chain = _context.Transforms.LoadImages("Image", null, "Path").Fit(_context.Data.LoadFromEnumerable(_workspace.Rows())).Append(_transformer);
        using var engine = _context.Model.CreatePredictionEngine<PathRow, ScoredRow>(chain, new PredictionEngineOptions { OwnsTransformer = false });

        ShouldBeExpected([.. _workspace.Rows().Concat(_workspace.Rows().Reverse()).Select(engine.Predict)]);
    }

    [Fact]
    public void PredictionEngine_ManyOnManyThreads_SameBitsFromOneModel()
    {
        var log = new LogCapture(_context);
        var chain = _context.Transforms.LoadImages("Image", null, "Path").Fit(_context.Data.LoadFromEnumerable(_workspace.Rows())).Append(_transformer);

        var scored = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).SelectMany(_ =>
        {
            using var engine = _context.Model.CreatePredictionEngine<PathRow, ScoredRow>(chain, new PredictionEngineOptions { OwnsTransformer = false });
            return _workspace.Rows().Select(engine.Predict).ToArray();
        }).ToArray();

        scored.Should().HaveCount(4 * Workspace.ImageCount);
        log.Of(ChannelMessageKind.Info).Should().NotContain(message => message.StartsWith("Loaded", StringComparison.Ordinal), "the transformer's model is the only one");
        ShouldBeExpected(scored);
    }

    private void ShouldBeExpected(ScoredRow[] scored)
    {
        _expected.Select(row => row.Score[0]).Should().OnlyHaveUniqueItems("images that score alike would hide a mix-up");
        scored.Should().NotBeEmpty();
        foreach (var row in scored)
        {
            row.Score.Should().Equal(_expected[(int)row.Id].Score);
            row.PredictedLabel.Should().Be(_expected[(int)row.Id].PredictedLabel);
        }
    }
}

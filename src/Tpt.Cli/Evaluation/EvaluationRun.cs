using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Predictions;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation;

/// <summary>
/// The evaluation of one set in a folder. It goes on where an earlier process stopped, and ends in the same files whatever happened in
/// between.
/// </summary>
/// <param name="Set">The set.</param>
/// <param name="Folder">The folder of the set's results.</param>
/// <param name="Fingerprint">What the scores depend on.</param>
/// <param name="Methods">The names of the methods in the order of the scorer's answers: zero-shot first.</param>
internal sealed record EvaluationRun(LabelledSet Set, string Folder, RunFingerprint Fingerprint, IReadOnlyList<string> Methods)
{
    /// <summary>The rows to score.</summary>
    public RowRange Range { get; init; } = new(0, Set.Pictures.Count);

    /// <summary>Whether rows that are there are thrown away.</summary>
    public bool Restart { get; init; }

    /// <summary>What is written of the predictions.</summary>
    public PredictionFormat Format { get; init; }

    /// <summary>The paper's figures by method.</summary>
    public IReadOnlyDictionary<string, double> Published { get; init; } = new Dictionary<string, double>();

    /// <summary>The table of the paper that the set is in; null for other sets.</summary>
    public string? Group { get; init; }

    /// <summary>Scores the rows that are not there yet. Where no row of the set is missing then, writes predictions and metrics.</summary>
    /// <param name="createScorer">Makes the scorer, which goes with this call; it is not asked where nothing is missing.</param>
    /// <param name="progress">Hears of every row.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="IOException">Another process has some of the rows, or the disk fails.</exception>
    /// <exception cref="InvalidDataException">The folder has rows that were scored with something else, or no picture could be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The same call goes on later.</exception>
    public async Task<RunResult> RunAsync(Func<(IRowScorer Scorer, int Ahead)> createScorer, IRunProgress progress, CancellationToken cancellationToken)
    {
        using var store = await RowStore.OpenAsync(Folder, Set, Fingerprint, Methods.Count, Range, Restart);
        if (store.Missing.Count > 0)
        {
            await ScoreAsync(store, createScorer, progress, cancellationToken);
        }
        var rows = store.ReadRows();
        if (rows.Count < Set.Pictures.Count)
        {
            return new RunResult(null, MissingRanges(rows), []);
        }
        var evaluation = MetricsCalculator.Evaluate(Set, rows, Methods) with { Published = Published, Group = Group };
        var metrics = Path.Combine(Folder, MetricsFile.Name);
        await MetricsFile.WriteAsync(metrics, MetricsFile.Of(evaluation, Fingerprint));
        return new RunResult(evaluation, [], [await PredictionFile.WriteAsync(Folder, Format, evaluation), metrics]);
    }

    private async Task ScoreAsync(RowStore store, Func<(IRowScorer Scorer, int Ahead)> createScorer, IRunProgress progress, CancellationToken cancellationToken)
    {
        var (scorer, ahead) = createScorer();
        using var owned = scorer;
        progress.Begin(Range.Count, Range.Count - store.Missing.Count);
        try
        {
            await new RowPipeline(scorer, ahead).RunAsync(Set, store.Missing, row =>
            {
                store.Append(row);
                progress.Scored();
            }, cancellationToken);
        }
        finally
        {
            progress.End();
        }
    }

    private List<RowRange> MissingRanges(IEnumerable<ScoredRow> rows)
    {
        List<RowRange> missing = [];
        var from = 0;
        foreach (var row in rows.Select(row => row.Row).Append(Set.Pictures.Count))
        {
            if (row > from)
            {
                missing.Add(new RowRange(from, row));
            }
            from = row + 1;
        }
        return missing;
    }
}

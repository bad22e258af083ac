using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// The lazy view over the input. Each of its cursors is two over the input: one serves the position, the id and every column that
/// passes through, exactly as the input gives them; the other has only the image column and runs ahead, see
/// <see cref="BatchScorer{T}"/>. No value of the input is ever buffered.
/// </summary>
internal sealed class TptDataView(TptRowMapper mapper, IDataView source, IProgress<TptProgress>? progress, CancellationToken cancellationToken) : IDataView
{
    private readonly ScoringPasses _passes = new(mapper.Scorer.Host, mapper.Scorer.Options);

    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        mapper.Scorer.ThrowIfStopped(cancellationToken);
        var outputs = columnsNeeded.ToArray();
        // Both cursors must see the same order, so each gets its own Random of the same seed.
        var seed = source.CanShuffle ? rand?.Next() : null;
        Random? SameRandom() => seed is { } value ? new Random(value) : null;

        var input = source.GetRowCursor(mapper.Binding.PassedThrough(outputs), SameRandom());
        var values = outputs.Any(mapper.Binding.IsAdded)
            ? new PassValues(mapper.Scorer.Columns, new BatchScorer<TptPrediction>(
                mapper.Scorer, mapper.Scorer.Engine, input, () => source.GetRowCursor([mapper.ImageColumn], SameRandom()), source.GetRowCount(), _passes.Begin(), progress, cancellationToken))
            : null;
        return new AppendedCursor(mapper.Binding, input, mapper.Binding.ActiveFlags(outputs), values, () => mapper.Scorer.ThrowIfStopped(cancellationToken));
    }

    // One cursor is a legal answer, whatever number is asked for: the work within a batch is parallel already, and how an input
    // divides its rows among several cursors is not repeatable, which running ahead needs.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
}

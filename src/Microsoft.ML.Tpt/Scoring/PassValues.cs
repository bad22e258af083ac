using Microsoft.ML.Tpt.Columns;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>The added columns of a cursor whose rows are scored a batch at a time.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">Scores the rows. It is disposed of with this object.</param>
internal sealed class PassValues(TptColumns columns, BatchScorer<TptPrediction> rows) : IAddedValues
{
    public Delegate CreateGetter(int addedIndex) => columns.CreateGetter(addedIndex, rows.Current);

    public void OnEnd(long rowCount) => rows.OnEnd(rowCount);

    public void Dispose() => rows.Dispose();
}

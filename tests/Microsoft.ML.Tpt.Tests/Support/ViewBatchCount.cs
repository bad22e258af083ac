using Tpt.Engine.Views;

namespace Microsoft.ML.Tests.Support;

/// <summary>Counts the views that are made from here on, and those that are not disposed of.</summary>
internal sealed class ViewBatchCount
{
    private readonly long _created = ViewBatch.CreatedCount;
    private readonly long _disposed = ViewBatch.DisposedCount;

    public long Created => ViewBatch.CreatedCount - _created;

    public long NotDisposed => Created - (ViewBatch.DisposedCount - _disposed);
}

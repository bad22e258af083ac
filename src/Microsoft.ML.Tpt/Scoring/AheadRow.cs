using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>A row that has been read ahead of the cursor: its views are in the making, until the engine has seen them.</summary>
internal sealed class AheadRow(long position) : IDisposable
{
    public long Position { get; } = position;

    public DataViewRowId Id { get; set; }

    /// <summary>The views in the making; <see langword="null"/> where the row could not be read.</summary>
    public Task<RowViews>? Views { get; set; }

    /// <summary>What went wrong with this row. It is thrown when the cursor asks for this row's values, not before.</summary>
    public ExceptionDispatchInfo? Error { get; set; }

    /// <summary>Waits for the views; a failure becomes the row's <see cref="Error"/>.</summary>
    public RowViews WaitForViews()
    {
        try
        {
            return Views is null ? default : Views.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Error ??= ExceptionDispatchInfo.Capture(exception);
            return default;
        }
    }

    public void Dispose()
    {
        WaitForViews().Views?.Dispose();
        Views = null;
    }
}

using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Images;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// A second cursor over the input, with only the image column. It reads rows in order, takes each image before it moves on, and
/// starts making its views on the thread pool. One thread at a time.
/// </summary>
internal sealed class AheadReader : IDisposable
{
    private readonly TptScorer _scorer;
    private readonly Func<ImagePixels, ViewBatch> _createViews;
    private readonly DataViewRowCursor _cursor;
    private readonly ImageReader _images;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly CancellationTokenSource _stopped = new();
    private bool _atEnd;

    /// <param name="scorer">The transformer's options and memory.</param>
    /// <param name="createViews">Makes the views of an image, on any thread.</param>
    /// <param name="cursor">The cursor, which is this object's from now on.</param>
    public AheadReader(TptScorer scorer, Func<ImagePixels, ViewBatch> createViews, DataViewRowCursor cursor)
    {
        (_scorer, _createViews, _cursor) = (scorer, createViews, cursor);
        _images = ImageReader.Create(cursor, ImageReader.FindColumn(cursor.Schema, scorer.Options), scorer.Options);
        _getId = cursor.GetIdGetter();
    }

    /// <summary>
    /// The next row at or after <paramref name="position"/>, or <see langword="null"/> at the end. Rows in front of the position
    /// are stepped over, and their images are not read. An error of the input becomes the error of the row.
    /// </summary>
    public AheadRow? ReadFrom(long position)
    {
        if (_atEnd)
        {
            return null;
        }

        var row = new AheadRow(Math.Max(position, _cursor.Position + 1));
        try
        {
            do
            {
                _atEnd = true;      // also where MoveNext throws: the cursor does not get past that row
                if (!_cursor.MoveNext())
                {
                    return null;
                }

                _atEnd = false;
            }
            while (_cursor.Position < row.Position);
            var id = default(DataViewRowId);
            _getId(ref id);
            row.Id = id;
            _scorer.Memory.WaitForRoom();
            row.Views = CreateViews(_images.ReadRow());
        }
        catch (Exception exception)
        {
            row.Error = ExceptionDispatchInfo.Capture(exception);
        }
        return row;
    }

    private Task<RowViews> CreateViews(RowImage image)
    {
        // Counted here and not in the task, or more rows would be read before the tasks of the last ones have begun.
        _scorer.Memory.Hold(image.HeldBytes);
        return Task.Run(async () =>
        {
            try
            {
                return await _scorer.CreateViewsAsync(image, _createViews, _stopped.Token).ConfigureAwait(false);
            }
            finally
            {
                _scorer.Memory.Release(image.HeldBytes);
            }
        });
    }

    /// <summary>Tells views that have not been started that nobody wants them any more.</summary>
    public void Stop() => _stopped.Cancel();

    public void Dispose()
    {
        _cursor.Dispose();
        _stopped.Dispose();
    }
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// Scores the rows of a cursor a batch at a time. While the engine works on one batch, the rows of the next are read and their
/// views made on other threads. Nothing is read before the first value is asked for.
/// </summary>
/// <remarks>
/// A consumer that leaves out rows (a filter or a split behind this stage) would pay for rows that it never asks for. So the batch
/// shrinks to one row when rows of the last batch were left out, and doubles up to the full size while none are. A row's scores
/// do not depend on the others of its batch, so this changes no result.
/// </remarks>
/// <typeparam name="T">What the engine makes of an image.</typeparam>
/// <param name="scorer">The transformer's options, host and memory.</param>
/// <param name="engine">The engine.</param>
/// <param name="row">The row that the consumer stands at.</param>
/// <param name="openAhead">Opens the cursor that runs ahead.</param>
/// <param name="totalRows">The number of rows, where it is known.</param>
/// <param name="pass">Hears of every row that the consumer asks for.</param>
/// <param name="progress">Hears of every batch.</param>
/// <param name="cancellationToken">Stops the pass.</param>
internal sealed class BatchScorer<T>(
    TptScorer scorer,
    RowEngine<T> engine,
    DataViewRow row,
    Func<DataViewRowCursor> openAhead,
    long? totalRows,
    ScoringPass pass,
    IProgress<TptProgress>? progress,
    CancellationToken cancellationToken) : IDisposable
    where T : class
{
    private readonly ValueGetter<DataViewRowId> _getId = row.GetIdGetter();
    private readonly UnusableRows _unusable = new(scorer.Host, scorer.Options.InputColumnName);
    private readonly Stopwatch _watch = new();
    private readonly Queue<AheadRow> _ahead = [];       // owned by _reading while that runs
    private AheadReader? _reader;
    private Task _reading = Task.CompletedTask;
    private volatile bool _stopped;
    private bool _atEnd;

    private AheadRow[] _scored = [];
    private T?[] _results = [];
    private int _batchSize = scorer.Options.BatchSize;
    private int _askedInBatch;
    private long _lastAsked = -1;
    private long _rowCount;

    /// <summary>
    /// Told when the consumer has come to the end. The cursor that runs ahead must not have found more rows than there were: then the
    /// two took turns at one supply of rows, and each has rows that the other does not know.
    /// </summary>
    /// <param name="rowCount">The number of rows that the consumer saw.</param>
    public void OnEnd(long rowCount)
    {
        _reading.GetAwaiter().GetResult();
        if (_ahead.Any(next => next.Position >= rowCount) || (_scored.Length > 0 && _scored[^1].Position >= rowCount))
        {
            throw NotRepeatable("gave more rows");
        }

        pass.Finish(_watch.Elapsed);
    }

    /// <summary>What the engine makes of the row that the consumer stands at; <see langword="null"/> where that has no usable image.</summary>
    public T? Current()
    {
        var position = row.Position;
        if (position < 0)
        {
            throw new InvalidOperationException("The cursor is not at a row.");
        }

        var id = default(DataViewRowId);
        _getId(ref id);
        pass.Ask(id);
        if (_scored.Length == 0 || position > _scored[^1].Position)
        {
            ScoreFrom(position);
        }

        var index = position - _scored[0].Position;
        var current = _scored[index];
        if (position != _lastAsked)
        {
            _lastAsked = position;
            _askedInBatch++;
        }
        current.Error?.Throw();
        if (!id.Equals(current.Id))
        {
            throw NotRepeatable("gave its rows in another order");
        }

        return _results[index];
    }

    private void ScoreFrom(long position)
    {
        _watch.Start();
        _reading.GetAwaiter().GetResult();
        _reader ??= OpenReader();
        AdaptBatchSize(position);
        var batch = TakeBatch(position);
        if (_batchSize == scorer.Options.BatchSize)
        {
            _reading = Task.Run(() => ReadAhead(position, _batchSize));
        }

        var results = new T?[batch.Length];
        try
        {
            Score(batch, results);
        }
        finally
        {
            foreach (var scored in batch)
            {
                scored.Dispose();
            }
            // What the consumer does between two batches is not this stage's time.
            _watch.Stop();
        }
        (_scored, _results) = (batch, results);
        _askedInBatch = 0;
        _rowCount += batch.Length;
        progress?.Report(new TptProgress(_rowCount, totalRows, _watch.Elapsed));
    }

    private AheadReader OpenReader()
    {
        var cursor = openAhead();
        try
        {
            return new AheadReader(scorer, engine.CreateViews, cursor);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private void AdaptBatchSize(long position)
    {
        if (_scored.Length == 0)
        {
            return;
        }

        var noneLeftOut = _askedInBatch == _scored.Length && position == _scored[^1].Position + 1;
        _batchSize = noneLeftOut ? Math.Min(2 * _batchSize, scorer.Options.BatchSize) : 1;
    }

    private AheadRow[] TakeBatch(long position)
    {
        while (_ahead.TryPeek(out var leftOut) && leftOut.Position < position)
        {
            _ahead.Dequeue().Dispose();
        }

        ReadAhead(position, _batchSize - _ahead.Count);
        if (!_ahead.TryPeek(out var first) || first.Position != position)
        {
            throw NotRepeatable("gave fewer rows");
        }

        var batch = new List<AheadRow>(_batchSize);
        while (batch.Count < _batchSize && _ahead.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        return [.. batch];
    }

    private void ReadAhead(long position, int count)
    {
        for (; count > 0 && !_atEnd && !_stopped; count--)
        {
            var next = _reader!.ReadFrom(position);
            if (next is null)
            {
                _atEnd = true;
            }
            else
            {
                _ahead.Enqueue(next);
            }
        }
    }

    private void Score(AheadRow[] batch, T?[] results)
    {
        if (StopsWith(() => scorer.ThrowIfStopped(cancellationToken)) is { } stopped)
        {
            foreach (var row in batch)
            {
                row.Error ??= stopped;
            }
            return;
        }
        var rows = new List<int>(batch.Length);
        var views = new List<ViewBatch>(batch.Length);
        for (var i = 0; i < batch.Length; i++)
        {
            var (ofRow, reason) = batch[i].WaitForViews();
            if (ofRow is not null)
            {
                rows.Add(i);
                views.Add(ofRow);
            }
            else if (reason is not null)
            {
                _unusable.AddMissing(batch[i].Position, reason);
            }
        }
        var error = StopsWith(() => Predict(rows, views));
        if (rows.Count == 1)
        {
            batch[rows[0]].Error = error;
        }
        else if (error is not null)
        {
            // One row must not cost the others theirs, and less memory is needed for one at a time.
            foreach (var (i, row) in rows.Index())
            {
                batch[row].Error = StopsWith(() => Predict([row], [views[i]]));
            }
        }

        void Predict(List<int> rows, IReadOnlyList<ViewBatch> views)
        {
            foreach (var (row, result) in rows.Zip(views.Count == 0 ? [] : engine.Predict(views)))
            {
                results[row] = result;
                Count(batch[row].Position, result);
            }
        }
    }

    private void Count(long position, T result)
    {
        if (engine.ReasonWithoutLabel(result) is { } reason)
        {
            _unusable.AddMissing(position, reason);
        }
        else if (engine.IsFallback(result))
        {
            _unusable.AddFallback();
        }
    }

    /// <summary>What an action throws, for the row that it belongs to: it is thrown again where that row's values are asked for.</summary>
    private static ExceptionDispatchInfo? StopsWith(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private static InvalidOperationException NotRepeatable(string what) => new(
        $"The input {what} when it was read a second time. This stage reads its input by two cursors at once, so the input must give the same rows each time: " +
        "a sequence that can be enumerated only once must be loaded into a list first.");

    public void Dispose()
    {
        if (_reader is null)
        {
            return;
        }

        _stopped = true;
        _reader.Stop();
        _reading.GetAwaiter().GetResult();
        while (_ahead.TryDequeue(out var unused))
        {
            unused.Dispose();
        }

        _reader.Dispose();
        _reader = null;
        if (_rowCount == 0)
        {
            return;
        }

        using var channel = scorer.Host.Start("Scoring");
        _unusable.Finish(channel);
        channel.Info(MessageSensitivity.None, Invariant($"Scored {_rowCount} rows in {_watch.Elapsed.TotalSeconds:0.0} s ({_rowCount / _watch.Elapsed.TotalSeconds:0.##} rows/s)."));
    }
}

using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>
/// Scores rows in their order on one thread. The pictures of the next rows are read and their views made meanwhile, of no more rows
/// than <paramref name="ahead"/>. What a row gives does not depend on how many.
/// </summary>
/// <param name="scorer">Scores.</param>
/// <param name="ahead">How many rows are in memory at the most; at least 1.</param>
internal sealed class RowPipeline(IRowScorer scorer, int ahead)
{
    private const string NoNumbers = "the scores are no numbers; the model's precision is too small for this picture";

    /// <summary>So many bytes of views are in memory at the most, where more than one row's fit.</summary>
    private const long MostViewBytes = 1L << 30;

    /// <summary>As many rows as there are cores, and one that is being scored, within a gigabyte of views.</summary>
    /// <param name="views">The number of views of a picture.</param>
    /// <param name="side">Their side in pixels.</param>
    public static int AheadFor(int views, int side)
        => (int)Math.Clamp(MostViewBytes / (12L * views * side * side), 1, Environment.ProcessorCount + 1);

    /// <param name="set">The set.</param>
    /// <param name="rows">The numbers of the rows.</param>
    /// <param name="scored">Takes each row when it is scored.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. The rows that <paramref name="scored"/> took are whole.</exception>
    public async Task RunAsync(LabelledSet set, IEnumerable<int> rows, Action<ScoredRow> scored, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var numbers = rows.GetEnumerator();
        var waiting = new Queue<(int Row, Task<FileStamp?> File, Task<PreparedPicture> Picture)>();
        try
        {
            while (true)
            {
                while (waiting.Count < ahead && numbers.MoveNext())
                {
                    var path = set.Pictures[numbers.Current].Path;
                    // The stamp first: a picture that is replaced between the two is one that changed, and never one that is taken for the same.
                    var stamp = Task.Run(() => FileStamp.Of(path), stop.Token);
                    waiting.Enqueue((numbers.Current, stamp, PrepareAsync(path, stamp, stop.Token)));
                }
                if (waiting.Count == 0)
                {
                    return;
                }
                cancellationToken.ThrowIfCancellationRequested();
                var (number, file, picture) = waiting.Dequeue();
                using var prepared = await picture;
                scored(Score(number, set.Pictures[number], prepared) with { File = await file });
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(waiting.Select(row => DisposeOf(row.Picture)));
        }
    }

    private async Task<PreparedPicture> PrepareAsync(string path, Task file, CancellationToken cancellationToken)
    {
        await file;
        return await Task.Run(() => scorer.PrepareAsync(path, cancellationToken), cancellationToken);
    }

    private ScoredRow Score(int number, LabelledPicture picture, PreparedPicture prepared)
    {
        if (prepared.Views is not { } views)
        {
            return new ScoredRow(number, picture.Name, picture.Label, prepared.Error ?? "it is no picture", []);
        }
        var methods = scorer.Score(views);
        return methods.Any(method => method.Scores.Span.ContainsAnyExceptInRange(0f, float.MaxValue))
            ? new ScoredRow(number, picture.Name, picture.Label, NoNumbers, [])
            : new ScoredRow(number, picture.Name, picture.Label, null, [.. methods.Select(method => AnswerReader.Read(method, picture.Label))]);
    }

    /// <summary>Nobody wants it any more, nor hears of it: the error that ended the scoring is on its way already.</summary>
    private static Task DisposeOf(Task<PreparedPicture> picture) => picture.ContinueWith(
        ended => (ended.IsCompletedSuccessfully ? ended.Result : null)?.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}

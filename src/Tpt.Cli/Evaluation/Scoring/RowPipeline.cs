using Tpt.Cli.Pictures;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>
/// Scores rows in their order on the calling thread. The pictures of the next rows are read and their views made meanwhile, of no
/// more rows than <paramref name="ahead"/>.
/// </summary>
/// <param name="read">Reads the file of a picture, on many threads.</param>
/// <param name="scorer">Scores.</param>
/// <param name="ahead">How many rows are in memory at the most; at least 1.</param>
internal sealed class RowPipeline(Func<string, PictureContent> read, IRowScorer scorer, int ahead)
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
    public void Run(LabelledSet set, IEnumerable<int> rows, Action<ScoredRow> scored, CancellationToken cancellationToken)
    {
        using var numbers = rows.GetEnumerator();
        var waiting = new Queue<(int Row, Task<PreparedPicture> Picture)>();
        try
        {
            while (true)
            {
                while (waiting.Count < ahead && numbers.MoveNext())
                {
                    var row = numbers.Current;
                    waiting.Enqueue((row, Task.Run(() => Prepare(set.Pictures[row].Path), CancellationToken.None)));
                }
                if (waiting.Count == 0)
                {
                    return;
                }
                cancellationToken.ThrowIfCancellationRequested();
                var (number, picture) = waiting.Dequeue();
                using var prepared = picture.GetAwaiter().GetResult();
                scored(Score(number, set.Pictures[number], prepared));
            }
        }
        finally
        {
            Drain(waiting);
        }
    }

    private PreparedPicture Prepare(string path)
    {
        var content = read(path);
        return content.Pixels is { } pixels ? new PreparedPicture(scorer.CreateViews(pixels), null) : new PreparedPicture(null, content.Error ?? "it is no picture");
    }

    private ScoredRow Score(int number, LabelledPicture picture, PreparedPicture prepared)
    {
        if (prepared.Views is not { } views)
        {
            return new ScoredRow(number, picture.Name, picture.Label, prepared.Error, []);
        }
        var methods = scorer.Score(views);
        return methods.Any(method => method.Scores.Span.ContainsAnyExceptInRange(0f, float.MaxValue))
            ? new ScoredRow(number, picture.Name, picture.Label, NoNumbers, [])
            : new ScoredRow(number, picture.Name, picture.Label, null, [.. methods.Select(method => AnswerReader.Read(method.Scores.Span, picture.Label, method.Seconds))]);
    }

    /// <summary>Gives back the views that nobody will look at. Why a picture failed is no news behind the first failure.</summary>
    private static void Drain(IEnumerable<(int Row, Task<PreparedPicture> Picture)> waiting)
    {
        foreach (var (_, picture) in waiting)
        {
            ((IAsyncResult)picture).AsyncWaitHandle.WaitOne();
            if (picture.IsCompletedSuccessfully)
            {
                picture.Result.Dispose();
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Cli.Pictures;

/// <summary>Reads pictures and cuts them into views on all cores, while the model works on those before.</summary>
/// <param name="reader">Reads them.</param>
/// <param name="createViews">The classifier's <c>CreateViews</c>.</param>
/// <param name="bytesOfViews">What the views of one picture take.</param>
internal sealed class ViewStream(PictureReader reader, Func<ImagePixels, ViewBatch> createViews, long bytesOfViews)
{
    /// <summary>Views that wait may take an eighth of the memory that the process may have.</summary>
    private const int ShareOfMemory = 8;

    /// <summary>How many pictures are read ahead of the model: as many as there are cores, and one, but not more than memory allows.</summary>
    public int Ahead { get; } = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory / Math.Max(1, bytesOfViews), 1, Environment.ProcessorCount + 1);

    /// <summary>The pictures in the order of their paths, bad ones too. The caller disposes of each.</summary>
    public async IAsyncEnumerable<PictureViews> Read(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<Task<PictureViews>>(Ahead);
        try
        {
            foreach (var path in paths)
            {
                ahead.Enqueue(Task.Run(() => Read(path, stop.Token), stop.Token));
                if (ahead.Count > Ahead)
                {
                    yield return await ahead.Dequeue();
                }
            }
            while (ahead.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(ahead.Select(DisposeOf));
        }
    }

    private async Task<PictureViews> Read(string path, CancellationToken cancellationToken)
    {
        var (views, error) = await reader.ReadAsync(path, createViews, cancellationToken);
        return new PictureViews(path, views, error);
    }

    /// <summary>Nobody wants it any more, nor hears of it: the error that ended the reading is on its way already.</summary>
    private static Task DisposeOf(Task<PictureViews> reading) => reading.ContinueWith(
        ended => (ended.IsCompletedSuccessfully ? ended.Result : null)?.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}

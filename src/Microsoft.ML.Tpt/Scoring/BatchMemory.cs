using Tpt.Engine;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>The views that are in memory while a pass over the data runs, held against what the process may have.</summary>
internal static class BatchMemory
{
    /// <summary>While the engine works on one batch, the views of the next are made.</summary>
    private const int Batches = 2;

    /// <param name="options">The batch size.</param>
    /// <param name="views">The number of views of an image.</param>
    /// <param name="imageSize">Their side in pixels.</param>
    /// <exception cref="ArgumentException">The views of two batches do not fit.</exception>
    public static void Check(TptOptions options, int views, int imageSize)
    {
        var bytesPerRow = Batches * ViewMemory.BytesOf(views, imageSize);
        var bytes = options.BatchSize * bytesPerRow;
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw OptionCheck.Unfit(
                "BatchSize",
                Invariant($"BatchSize is {options.BatchSize}: with {views} views of {imageSize} x {imageSize} pixels the views of two batches take {bytes / 1e9:F1} GB, and this process has {available / 1e9:F1} GB. ")
                + Invariant($"Use a BatchSize of at most {Math.Max(1, available / bytesPerRow)}, or fewer views."));
        }
    }
}

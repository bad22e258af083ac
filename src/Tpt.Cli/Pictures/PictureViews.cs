using Tpt.Engine.Views;

namespace Tpt.Cli.Pictures;

/// <summary>A picture on its way to the model.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Views">Its views, which go with this object; null where it cannot be read.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
internal sealed record PictureViews(string Path, ViewBatch? Views, string? Error) : IDisposable
{
    public void Dispose() => Views?.Dispose();
}

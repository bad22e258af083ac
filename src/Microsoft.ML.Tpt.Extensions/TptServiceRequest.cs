using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Microsoft.ML;

/// <summary>A picture to be classified by <see cref="TptService"/>.</summary>
/// <example>
/// <code>
/// await using var file = File.OpenRead("cat.jpg");
/// var answer = await service.ClassifyAsync(new TptServiceRequest { File = file, ClassList = "animals" }, CancellationToken.None);
/// </code>
/// </example>
public sealed class TptServiceRequest
{
    /// <summary>The image file. It is read once there is a place in the queue, and not beyond <see cref="TptServiceOptions.MaxFileBytes"/>. It stays the caller's.</summary>
    public required Stream File { get; init; }

    /// <summary>The name of the class list.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TptService.DefaultClassList"/>.</value>
    public string? ClassList { get; init; }

    /// <summary>Sees the views before the engine does, on a pool thread. They are not to be kept: their memory goes to other pictures.</summary>
    /// <value>The default is <see langword="null"/>: nobody.</value>
    public Action<ViewBatch, ImagePreprocessing>? InspectViews { get; init; }
}

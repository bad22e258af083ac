using Microsoft.ML;
using Tpt.Cli.Explanation;
using Tpt.Cli.Pictures;
using Tpt.Cli.Tests.Support;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Tpt.Cli.Tests.Explanation;

/// <summary>The built-in model with a picture of a banana, once for all tests.</summary>
public sealed class ExplainedImages : IDisposable
{
    private const int ViewCount = 16;

    private readonly ClipModel _model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });

    internal static string[] Classes { get; } = ["banana", "bread", "<b>cake</b>", "cookie", "candy", "carrot", "butter", "beans", "bacon", "bagel", "avocado", "lemon"];

    internal ImagePixels Pixels { get; } = new PictureReader(ImageDecoders.SkiaSharp, new ImageDecoderOptions()).Read(Samples.Banana).Pixels!;

    internal ImagePreprocessing Preprocessing => _model.Preprocessing;

    public void Dispose() => _model.Dispose();

    /// <summary>Explains the banana by a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="look">Looks at what came of it, while the views are there.</param>
    internal void Explain(MethodOptions method, Action<ExplainedImage, ComparedImage, ViewBatch> look)
    {
        using var comparison = new MethodComparison(_model, [.. Classes.Select(name => new ClassPromptSet(name))], new TptClassifierOptions { Views = { Count = ViewCount } }, [method]);
        using var views = comparison.CreateViews(Pixels);
        var compared = comparison.Compare(views);
        look(ExplainedImage.Of(Samples.Banana, comparison, compared), compared, views);
    }
}

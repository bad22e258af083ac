using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>
/// An image to its views: the centre view, then random crops. Section 4.1 of Shu et al. 2022 in the reference's
/// arithmetic. Safe for use from several threads.
/// </summary>
internal sealed class ViewSampler
{
    /// <summary>Less work than this is not worth another thread, in pixels that are read or written: about a third of a millisecond.</summary>
    private const long PixelsPerThread = 500_000;

    /// <summary>What a pixel of a view costs, in pixels of the image that a crop reads: normalising it, and AugMix's chains.</summary>
    private const long CostOfPixel = 2;
    private const long CostOfMixedPixel = 50;

    private readonly ViewRenderer _renderer;
    private readonly ViewBuffers _buffers;
    private readonly ViewOptions _options;
    private readonly int _maxThreads;

    /// <param name="preprocessing">How an image becomes the model's input.</param>
    /// <param name="options">The crops, validated; copied.</param>
    /// <param name="count">How many views are made; the first of them are the same for any number.</param>
    /// <param name="maxThreads">The most threads that render one image, which changes nothing of the views; null for one a core.</param>
    public ViewSampler(ImagePreprocessing preprocessing, ViewOptions options, int count, int? maxThreads = null)
    {
        _options = options with { };
        _renderer = new ViewRenderer(preprocessing);
        _buffers = new ViewBuffers(count, preprocessing.CropSize, options.Augmentation == ViewAugmentation.AugMix ? null : new ViewNormalization(preprocessing));
        _maxThreads = maxThreads ?? Environment.ProcessorCount;
        Recipe = ViewRecipe.Of(preprocessing, options);
    }

    /// <summary>What its views follow from.</summary>
    public ViewRecipe Recipe { get; }

    public ViewBatch Sample(ImagePixels image)
    {
        var draws = Draw(image);
        var batch = new ViewBatch(_buffers) { Recipe = Recipe };
        try
        {
            ParallelLoop.Run(batch.Count, Threads(image, draws), i =>
            {
                if (batch.IsNormalized)
                {
                    RenderMixed(image, draws, i, batch.Floats(i));
                }
                else
                {
                    Render(image, draws, i, batch.Bytes(i));
                }
            });
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private void Render(ImagePixels image, ViewDraw[] draws, int view, Span<byte> destination)
    {
        if (view == 0)
        {
            _renderer.RenderCentre(image, destination);
        }
        else
        {
            _renderer.Render(image, draws[view - 1], destination);
        }
    }

    private void RenderMixed(ImagePixels image, ViewDraw[] draws, int view, Span<float> destination)
    {
        if (view == 0)
        {
            _renderer.RenderCentre(image, destination);
        }
        else
        {
            _renderer.RenderMixed(image, draws[view - 1], draws[view - 1].AugMix!, destination);
        }
    }

    /// <summary>Draws all views but the centre view. One generator gives the numbers of all of them, so this is done in order.</summary>
    private ViewDraw[] Draw(ImagePixels image)
    {
        var draws = new ViewDraw[_buffers.Count - 1];
        if (draws.Length == 0)
        {
            return draws;
        }

        var random = new TorchRandom(image.ContentSeed(_options.Seed ?? 0));
        foreach (ref var draw in draws.AsSpan())
        {
            var crop = RandomResizedCrop.Draw(
                random, image.Width, image.Height, _options.CropScaleMin, _options.CropScaleMax, _options.FlipProbability);
            draw = new ViewDraw(
                crop, _options.Augmentation == ViewAugmentation.AugMix ? AugMixDraw.Sample(random, _options.AugMixSeverity) : null);
        }

        return draws;
    }

    private int Threads(ImagePixels image, ViewDraw[] draws)
    {
        var area = (long)_buffers.Size * _buffers.Size;
        var work = ((long)image.Width * image.Height) + (CostOfPixel * area);
        foreach (var (crop, augMix) in draws)
        {
            work += ((long)crop.Area.Width * crop.Area.Height) + ((augMix is null ? CostOfPixel : CostOfMixedPixel) * area);
        }

        return (int)Math.Clamp(work / PixelsPerThread, 1, _maxThreads);
    }
}

using System.Buffers;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>
/// An image to its views: the centre view, then random crops. Section 4.1 of Shu et al. 2022 in the reference's
/// arithmetic. Safe for use from several threads.
/// </summary>
/// <param name="preprocessing">How an image becomes the model's input.</param>
/// <param name="options">The crops, validated.</param>
/// <param name="count">How many views are made; the first of them are the same for any number.</param>
internal sealed class ViewSampler(ImagePreprocessing preprocessing, ViewOptions options, int count)
{
    private readonly NormalizationTable _table = new(preprocessing);
    private readonly ViewOptions _options = options with { };

    /// <summary>What its views follow from.</summary>
    public ViewRecipe Recipe { get; } = ViewRecipe.Of(preprocessing, options);

    public ViewBatch Sample(ImagePixels image)
    {
        var batch = new ViewBatch(count, preprocessing.CropSize) { Recipe = Recipe };
        try
        {
            preprocessing.CentreView(image, _table, batch.View(0));
            if (batch.Count > 1)
            {
                SampleCrops(image, batch);
            }

            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private void SampleCrops(ImagePixels image, ViewBatch batch)
    {
        var random = new TorchRandom(image.ContentSeed(_options.Seed ?? 0));
        for (int i = 1; i < batch.Count; i++)
        {
            var crop = RandomResizedCrop.Draw(
                random, image.Width, image.Height, _options.CropScaleMin, _options.CropScaleMax, _options.FlipProbability);
            if (_options.Augmentation == ViewAugmentation.AugMix)
            {
                RenderAugMix(image, crop, AugMixDraw.Sample(random, _options.AugMixSeverity), batch.View(i));
            }
            else
            {
                PillowResampler.ResizeToSquare(
                    image, crop.Area, ResampleFilter.Bilinear, batch.Size, crop.Mirror, new NormalizedSink(batch.View(i), batch.Size, _table));
            }
        }
    }

    private void RenderAugMix(ImagePixels image, RandomResizedCrop crop, AugMixDraw draw, Span<float> destination)
    {
        int size = preprocessing.CropSize;
        byte[] view = ArrayPool<byte>.Shared.Rent(3 * size * size);
        try
        {
            PillowResampler.ResizeToSquare(
                image, crop.Area, ResampleFilter.Bilinear, size, crop.Mirror, new PlanarByteSink(view, size, size));
            AugMixer.Mix(view, size, draw, _table, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(view);
        }
    }
}

using CsCheck;
using Tpt.Engine.Imaging;
using Tpt.Engine.Tests.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public class ViewSamplerTests
{
    private static readonly ImagePreprocessing s_small = new() { ResizeEdge = 16, CropSize = 16 };

    [Theory]
    [InlineData(ViewAugmentation.Crops)]
    [InlineData(ViewAugmentation.AugMix)]
    public void Sample_AnyImage_GivesTheSameFiniteViewsAgain(ViewAugmentation augmentation) => RandomImages.Rgb.Sample(pixels =>
    {
        var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
        var options = new ViewOptions { Augmentation = augmentation };
        using var first = new ViewSampler(s_small, options, count: 4).Sample(image);
        using var second = new ViewSampler(s_small, options, count: 4).Sample(image);

        (first.Count, first.Size, first.Numbers().Length).Should().Be((4, 16, 4 * 3 * 16 * 16));
        first.Numbers().SequenceEqual(second.Numbers()).Should().BeTrue();
        first.Numbers().Should().OnlyContain(v => v > -2 && v < 2.3f);
    }, iter: 50);

    [Theory]
    [InlineData(5, 7)]
    [InlineData(900, 9)]
    [InlineData(1, 1)]
    public void Sample_ExtremeSides_GivesEveryView(int width, int height)
    {
        using var batch = new ViewSampler(new ImagePreprocessing(), new ViewOptions(), count: 8).Sample(RandomImages.Noise(width, height, seed: 1));

        batch.Numbers().Length.Should().Be(8 * 3 * 224 * 224);
        batch.Numbers().Should().OnlyContain(v => v > -2 && v < 2.3f);
    }

    [Fact]
    public void Sample_OneView_IsTheCentreView()
    {
        var image = RandomImages.Noise(40, 30, seed: 2);
        var centre = new float[3 * 16 * 16];
        s_small.CentreView(image, centre);
        using var one = new ViewSampler(s_small, new ViewOptions(), count: 1).Sample(image);
        using var many = new ViewSampler(s_small, new ViewOptions(), count: 3).Sample(image);

        one.Numbers().Should().Equal(centre);
        many.Numbers()[..centre.Length].Should().Equal(centre);
    }

    [Theory]
    [InlineData(ViewAugmentation.Crops)]
    [InlineData(ViewAugmentation.AugMix)]
    public void Sample_OtherImagesBefore_ChangesNothing(ViewAugmentation augmentation)
    {
        var sampler = new ViewSampler(s_small, new ViewOptions { Augmentation = augmentation }, count: 6);
        var image = RandomImages.Noise(40, 30, seed: 3);
        using var alone = sampler.Sample(image);

        sampler.Sample(RandomImages.Noise(20, 50, seed: 4)).Dispose();
        using var after = sampler.Sample(image);

        after.Numbers().Should().Equal(alone.Numbers());
    }

    [Fact]
    public void Sample_OtherSeed_ChangesTheCropsOnly()
    {
        var image = RandomImages.Noise(40, 30, seed: 5);
        using var zero = new ViewSampler(s_small, new ViewOptions(), count: 2).Sample(image);
        using var one = new ViewSampler(s_small, new ViewOptions { Seed = 1 }, count: 2).Sample(image);
        var view = 3 * 16 * 16;

        one.Numbers().AsSpan()[..view].SequenceEqual(zero.Numbers().AsSpan()[..view]).Should().BeTrue();
        one.Numbers().AsSpan()[view..].SequenceEqual(zero.Numbers().AsSpan()[view..]).Should().BeFalse();
    }

    [Fact]
    public void Sample_NoSeed_IsSeedZero()
    {
        var image = RandomImages.Noise(40, 30, seed: 6);
        using var none = new ViewSampler(s_small, new ViewOptions(), count: 5).Sample(image);
        using var zero = new ViewSampler(s_small, new ViewOptions { Seed = 0 }, count: 5).Sample(image);

        none.Numbers().Should().Equal(zero.Numbers());
    }

    [Fact]
    public void Sample_WholeImageWithoutFlip_IsTheBilinearResize()
    {
        var image = PreprocGoldens.Load("inputs/crop_half_b.png");
        var options = new ViewOptions { CropScaleMin = 1, FlipProbability = 0 };
        using var batch = new ViewSampler(new ImagePreprocessing(), options, count: 2).Sample(image);
        var random = new TorchRandom(image.ContentSeed(0));
        var crop = RandomResizedCrop.Draw(random, image.Width, image.Height, 1, 1, 0);
        var expected = new byte[3 * 224 * 224];
        PillowResampler.ResizeToSquare(
            image, crop.Area, ResampleFilter.Bilinear, 224, mirror: false, new PlanarByteSink(expected, 224, 224));

        batch.Numbers()[expected.Length..].Should().Equal(PreprocGoldens.Normalize(expected, new ImagePreprocessing()));
    }

    [Theory]
    [InlineData(ViewAugmentation.Crops, 1500, 1100)]
    [InlineData(ViewAugmentation.Crops, 37, 23)]
    [InlineData(ViewAugmentation.AugMix, 1500, 1100)]
    [InlineData(ViewAugmentation.AugMix, 37, 23)]
    public void Sample_AnyNumberOfThreads_GivesWhatOneByOneGives(ViewAugmentation augmentation, int width, int height)
    {
        var options = new ViewOptions { Count = 24, Augmentation = augmentation, AugMixSeverity = 3, Seed = 4 };
        var image = RandomImages.Noise(width, height, seed: 8);
        var expected = OneByOne(image, options);

        foreach (var threads in new[] { 1, 2, 3, 8, 100 })
        {
            using var batch = new ViewSampler(new ImagePreprocessing(), options, options.Count, threads).Sample(image);

            batch.Numbers().AsSpan().SequenceEqual(expected).Should().BeTrue($"{threads} threads give the same bits");
        }
    }

    [Fact]
    public async Task Sample_ManyImagesAtOnce_GivesEachItsOwnViews()
    {
        var sampler = new ViewSampler(new ImagePreprocessing(), new ViewOptions(), count: 8);
        ImagePixels[] images = [.. Enumerable.Range(0, 4).Select(seed => RandomImages.Noise(400, 300, seed))];
        float[][] expected = [.. images.Select(image => OneByOne(image, new ViewOptions { Count = 8 }))];

        var same = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() =>
        {
            using var batch = sampler.Sample(images[i % 4]);
            return batch.Numbers().AsSpan().SequenceEqual(expected[i % 4]);
        })));

        same.Should().OnlyContain(s => s);
    }

    [Fact]
    public void Pixels_AfterDispose_Throws()
    {
        var batch = new ViewSampler(s_small, new ViewOptions(), count: 1).Sample(RandomImages.Noise(4, 4, seed: 7));

        batch.Dispose();
        batch.Dispose();

        batch.Invoking(b => b.Numbers()).Should().Throw<ObjectDisposedException>();
    }

    /// <summary>The views in order on this thread, each drawn when the one before is rendered.</summary>
    private static float[] OneByOne(ImagePixels image, ViewOptions options)
    {
        var preprocessing = new ImagePreprocessing();
        var table = new NormalizationTable(preprocessing);
        int size = preprocessing.CropSize, length = 3 * size * size;
        var views = new float[options.Count * length];
        var bytes = new byte[length];
        preprocessing.CentreView(image, views.AsSpan(0, length));
        var random = new TorchRandom(image.ContentSeed(options.Seed ?? 0));
        for (var i = 1; i < options.Count; i++)
        {
            var destination = views.AsSpan(i * length, length);
            var crop = RandomResizedCrop.Draw(random, image.Width, image.Height, options.CropScaleMin, options.CropScaleMax, options.FlipProbability);
            PillowResampler.ResizeToSquare(image, crop.Area, ResampleFilter.Bilinear, size, crop.Mirror, new PlanarByteSink(bytes, size, size));
            if (options.Augmentation == ViewAugmentation.AugMix)
            {
                AugMixer.Mix(bytes, size, AugMixDraw.Sample(random, options.AugMixSeverity), table, destination);
            }
            else
            {
                PreprocGoldens.Normalize(bytes, preprocessing).CopyTo(destination);
            }
        }

        return views;
    }
}

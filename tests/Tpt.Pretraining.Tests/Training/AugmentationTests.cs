using FluentAssertions;
using TorchSharp;
using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class AugmentationTests
{
    private const int Count = 64;

    [Fact]
    public void PixelsStayBetweenBlackAndWhiteAndFollowFromTheSeed()
    {
        using var scope = NewDisposeScope();
        var pictures = Pictures();

        var (first, again, other) = (Augment(pictures, 1), Augment(pictures, 1), Augment(pictures, 2));

        var (black, white) = (PixelNormalisation.Normalise(zeros(1, 3, 1, 1)), PixelNormalisation.Normalise(ones(1, 3, 1, 1)));
        first.shape.Should().Equal(Count, 3, 64, 64);
        first.ge(black - 1e-6).logical_and(first.le(white + 1e-6)).all().item<bool>().Should().BeTrue();
        first.eq(again).all().item<bool>().Should().BeTrue();
        first.eq(other).all().item<bool>().Should().BeFalse();
    }

    [Fact]
    public void WhatMayNotBeMirroredIsNot()
    {
        using var scope = NewDisposeScope();
        // Black on the left half: mirrored, the right half would be the darker one.
        var pictures = zeros([Count, PictureLibrary.Size, PictureLibrary.Size, 4], dtype: ScalarType.Byte);
        pictures.narrow(3, 3, 1).fill_(255);
        pictures.narrow(2, PictureLibrary.Size / 2, PictureLibrary.Size / 2).fill_(255);
        random.manual_seed(0);

        var kept = DarkerHalves(Augmentation.Apply(pictures, new bool[Count], 64, 0.9));
        var mirrored = DarkerHalves(Augmentation.Apply(pictures, [.. Enumerable.Repeat(true, Count)], 64, 0.9));

        kept.Right.Should().BeLessThan(kept.Left / 4);
        mirrored.Right.Should().BeGreaterThan(Count / 4);
    }

    private static (int Left, int Right) DarkerHalves(Tensor images)
    {
        var difference = images.narrow(3, 0, 32).mean([1, 2, 3]) - images.narrow(3, 32, 32).mean([1, 2, 3]);
        return ((int)difference.lt(-0.2).sum().item<long>(), (int)difference.gt(0.2).sum().item<long>());
    }

    private static Tensor Augment(Tensor pictures, long seed)
    {
        random.manual_seed(seed);
        return Augmentation.Apply(pictures, [.. Enumerable.Repeat(true, Count)], 64, 0.25);
    }

    private static Tensor Pictures()
    {
        var library = TinyTraining.CreateLibrary();
        return from_array(library.Pixels).view(-1, PictureLibrary.Size, PictureLibrary.Size, 4).narrow(0, 0, 32).repeat(2, 1, 1, 1);
    }
}

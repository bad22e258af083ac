using FluentAssertions;
using Tpt.Pretraining.Pictures;
using Xunit;

namespace Tpt.Pretraining.Tests.Training;

public class BatchSamplerTests
{
    private static readonly PictureLibrary _library = TinyTraining.CreateLibrary();

    [Fact]
    public void NeitherHeldOutNorValidationPicturesAreDrawnAndEveryOtherIs()
    {
        var sampler = TinyTraining.CreateSampler(_library);

        var drawn = Enumerable.Range(0, 200).SelectMany(step => sampler.Next(step).Pictures).Distinct().Select(i => _library.Pictures[i]).ToArray();

        drawn.Should().OnlyContain(p => _library.Styles[p.Style].Split == Split.Training && _library.Concepts[p.Concept].Split == Split.Training);
        drawn.Should().HaveCount(sampler.PictureCount).And.HaveCount(6 * 2);
    }

    [Fact]
    public void ABatchHasEveryConceptAtMostOnce()
    {
        var sampler = TinyTraining.CreateSampler(_library);

        for (var step = 0; step < 50; step++)
        {
            sampler.Next(step).Pictures.Select(p => _library.Pictures[p].Concept).Should().OnlyHaveUniqueItems().And.HaveCount(5);
        }
    }

    [Fact]
    public void ABatchFollowsFromSeedAndStepAlone()
    {
        var (first, second) = (TinyTraining.CreateSampler(_library), TinyTraining.CreateSampler(_library));
        first.Next(0);

        first.Next(3).Should().BeEquivalentTo(second.Next(3), o => o.WithStrictOrdering());
        first.Next(3).Pictures.Should().NotEqual(first.Next(4).Pictures);
    }

    [Fact]
    public void StylesAreDrawnByTheirWeights()
    {
        var sampler = TinyTraining.CreateSampler(_library);

        var styles = Enumerable.Range(0, 600).SelectMany(step => sampler.Next(step).Pictures).Select(p => _library.Pictures[p].Style).ToArray();

        // Weights 1 and 2 of 3,000 drawings: five standard deviations are 129.
        styles.Count(s => s == 1).Should().BeInRange(2000 - 129, 2000 + 129);
    }

    [Fact]
    public void ABatchLargerThanTheConceptsIsRefused()
        => FluentActions.Invoking(() => TinyTraining.CreateSampler(_library, TinyTraining.Settings with { BatchSize = 7 }))
            .Should().Throw<ArgumentException>().WithMessage("BatchSize is 7, but only 6 concepts*");
}

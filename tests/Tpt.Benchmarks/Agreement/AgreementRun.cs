using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>The scores of images in one setting.</summary>
/// <param name="Scores">For each image.</param>
/// <param name="ComputedAgain">How many images were too close to call, by <see cref="ApproximationOptions.ExactMargin"/>.</param>
/// <param name="Seconds">
/// All that follows the image tower, summed over the images; what is prepared once for the classes is left out, and so is the second pass
/// of the image tower that an image takes which is computed again.
/// </param>
internal sealed record AgreementRun(IReadOnlyList<ImageScores> Scores, int ComputedAgain, double Seconds)
{
    /// <summary>How many images the gate left to zero-shot.</summary>
    public int Left => Scores.Count(score => !score.IsAdapted);

    /// <param name="setting">The setting.</param>
    /// <param name="model">The model as the setting needs it.</param>
    /// <param name="sets">The images, in the setting's precision.</param>
    /// <param name="exactSets">The images, in 32-bit floats.</param>
    public static AgreementRun Of(AgreementSetting setting, ClipModel model, IReadOnlyList<EncodedImages> sets, IReadOnlyList<EncodedImages> exactSets)
    {
        var runs = sets.Zip(exactSets, (set, exactSet) => OfSet(setting, model, set, exactSet)).ToArray();
        return new AgreementRun([.. runs.SelectMany(run => run.Scores)], runs.Sum(run => run.ComputedAgain), runs.Sum(run => run.Seconds));
    }

    private static AgreementRun OfSet(AgreementSetting setting, ClipModel model, EncodedImages images, EncodedImages exactImages)
    {
        using var classifier = new TptClassifier(model, images.ClassNames, setting.Options);
        var scores = new List<ImageScores>();
        var computedAgain = 0;
        var seconds = images.Features.Zip(exactImages.Features).Chunk(setting.BatchSize).Sum(batch => Alternation.Time(() =>
        {
            using var scope = NewDisposeScope();
            scores.AddRange(Score(classifier.Scorer, [.. batch.Select(image => image.First)], row =>
            {
                computedAgain++;
                return batch[row].Second;
            }));
        }));
        return new AgreementRun(scores, computedAgain, seconds);
    }

    /// <param name="scorer">The setting's scorer.</param>
    /// <param name="features">What the image tower made of each image.</param>
    /// <param name="exactFeatures">What the exact one made of the image at an index.</param>
    private static IReadOnlyList<ImageScores> Score(IImageScorer scorer, IReadOnlyList<Tensor> features, Func<int, Tensor> exactFeatures)
    {
        var closeCalls = scorer as CloseCallScorer;
        var fast = closeCalls?.Fast ?? (ImageScorer)scorer;
        var evidence = features.Select(fast.Encoder.ToEvidence).ToArray();
        return closeCalls is null ? fast.Score(evidence) : closeCalls.Score(evidence, row => fast.Encoder.ToEvidence(exactFeatures(row)));
    }
}

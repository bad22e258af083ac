using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>The scores of images in one setting.</summary>
/// <param name="Scores">For each image, <c>[classes]</c>.</param>
/// <param name="ComputedAgain">How many images were too close to call, by <see cref="TptClassifierOptions.ExactMargin"/>.</param>
/// <param name="Seconds">
/// All that follows the image tower, summed over the images; what is prepared once for the classes is left out, and so is the second pass
/// of the image tower that an image takes which is computed again.
/// </param>
internal sealed record AgreementRun(IReadOnlyList<float[]> Scores, int ComputedAgain, double Seconds)
{
    /// <param name="setting">The setting.</param>
    /// <param name="model">The model, for its text tower.</param>
    /// <param name="sets">The images, in the setting's precision.</param>
    /// <param name="exactSets">The images, in 32-bit floats.</param>
    public static AgreementRun Of(AgreementSetting setting, ClipModel model, IReadOnlyList<EncodedImages> sets, IReadOnlyList<EncodedImages> exactSets)
    {
        var runs = sets.Zip(exactSets, (set, exactSet) => OfSet(setting, model, set, exactSet)).ToArray();
        return new AgreementRun([.. runs.SelectMany(run => run.Scores)], runs.Sum(run => run.ComputedAgain), runs.Sum(run => run.Seconds));
    }

    private static AgreementRun OfSet(AgreementSetting setting, ClipModel model, EncodedImages images, EncodedImages exactImages)
    {
        var options = setting.Options.Snapshot();
        using (var classifier = new TptClassifier(model, [images.ClassNames[0]]))
        {
            options.PromptTemplate = classifier.Options.PromptTemplate;
        }
        using var prompts = PromptPreparation.Prepare(model, [.. images.ClassNames.Select(name => new ClassPromptSet(name))], options);
        var (method, exactMethod) = (TptClassifier.CreateMethod(options), TptClassifier.CreateMethod(options.Exact()));
        var scores = new List<float[]>();
        var computedAgain = 0;
        var seconds = images.Features.Zip(exactImages.Features).Chunk(setting.BatchSize).Sum(batch => Alternation.Time(() =>
        {
            var batchScores = Adapt(method, batch.Select(image => image.First), prompts);
            for (var i = 0; i < batch.Length; i++)
            {
                if (TptPrediction.IsCloseCall(batchScores[i], options.ExactMargin))
                {
                    batchScores[i] = Adapt(exactMethod, [batch[i].Second], prompts)[0];
                    computedAgain++;
                }
            }
            scores.AddRange(batchScores);
        }));
        return new AgreementRun(scores, computedAgain, seconds);
    }

    private static float[][] Adapt(IAdaptationMethod method, IEnumerable<Tensor> images, PromptEncoder prompts)
    {
        using var scope = NewDisposeScope();
        var adapted = method.Adapt([.. images.Select(features => ViewEvidence.Of(features, prompts))]);
        return [.. adapted.Select(prediction => prediction.Probabilities.data<float>().ToArray())];
    }
}

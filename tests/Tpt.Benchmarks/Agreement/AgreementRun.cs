using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>The scores of images in one setting.</summary>
/// <param name="Scores">For each image, <c>[classes]</c>.</param>
/// <param name="Seconds">All that follows the image tower, summed over the images; what is prepared once for the classes is left out.</param>
internal sealed record AgreementRun(IReadOnlyList<float[]> Scores, double Seconds)
{
    /// <param name="setting">The setting.</param>
    /// <param name="model">The model, for its text tower.</param>
    /// <param name="sets">The images, in the setting's precision.</param>
    public static AgreementRun Of(AgreementSetting setting, ClipModel model, IReadOnlyList<EncodedImages> sets)
    {
        var runs = sets.Select(set => OfSet(setting, model, set)).ToArray();
        return new AgreementRun([.. runs.SelectMany(run => run.Scores)], runs.Sum(run => run.Seconds));
    }

    private static AgreementRun OfSet(AgreementSetting setting, ClipModel model, EncodedImages images)
    {
        var options = setting.Options.Snapshot();
        using (var classifier = new TptClassifier(model, [images.ClassNames[0]]))
        {
            options.PromptTemplate = classifier.Options.PromptTemplate;
        }
        using var prompts = PromptPreparation.Prepare(model, [.. images.ClassNames.Select(name => new ClassPromptSet(name))], options);
        IAdaptationMethod method = options.Method == TptMethod.PromptTuning ? new PromptTuning(options) : new ConfidentViewAveraging(options);
        var scores = new List<float[]>();
        var seconds = images.Features.Chunk(setting.BatchSize).Sum(batch => Alternation.Time(() =>
        {
            using var scope = NewDisposeScope();
            var adapted = method.Adapt([.. batch.Select(features => ViewEvidence.Of(features, prompts))]);
            scores.AddRange(adapted.Select(prediction => prediction.Probabilities.data<float>().ToArray()));
        }));
        return new AgreementRun(scores, seconds);
    }
}

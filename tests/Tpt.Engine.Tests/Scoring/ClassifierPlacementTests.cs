using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Methods.MeanShift;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.RobustPromptTuning;
using Tpt.Engine.Methods.SelfEnsemble;
using Tpt.Engine.Methods.SelfEnsembleTuning;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>
/// Whole classifiers while the default device is another than the model's: a tensor that prompts, methods or scores make without saying where
/// would land there, and throw as soon as it meets the others, as it would for a model on a GPU.
/// </summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ClassifierPlacementTests(BuiltInModelFixture fixture)
{
    internal static ClassPromptSet[] Classes { get; } = [new("ant"), new("red apple", ["red apple", "apple"]), new("hot dog"), new("leaf fluttering in wind")];

    public static TheoryData<string, TptClassifierOptions> Settings => new()
    {
        { "prompt tuning", new() { Method = new PromptTuningOptions { Steps = 2, DispersionWeight = 10, OrthogonalityWeight = 10 } } },
        { "words around the name", new() { Prompt = { Template = "a {0} picture.", ClassTokenPosition = ClassTokenPosition.Middle } } },
        { "a random context", new() { Prompt = { ContextTokens = 4, ContextInitialization = ContextInitialization.Random } } },
        { "templates", new() { Prompt = { ZeroShotTemplates = ["a photo of a {0}.", "a drawing of a {0}."] } } },
        { "AugMix", new() { Views = { Augmentation = ViewAugmentation.AugMix } } },
        { "zero-shot", new() { Method = new ZeroShotOptions() } },
        { "averaging", new() { Method = new ConfidentViewAveragingOptions() } },
        { "robust", new() { Method = new RobustPromptTuningOptions() } },
        { "votes", new() { Method = new ZeroOptions() } },
        { "mean shift", new() { Method = new MeanShiftOptions() } },
        { "prototypes", new() { Method = new PrototypeShiftOptions() } },
        { "subspace", new() { Method = new SubspaceShiftOptions() } },
        { "self-ensemble", new() { Method = new SelfEnsembleOptions() } },
        { "self-ensemble tuning", new() { Method = new SelfEnsembleTuningOptions() } },
        { "flat prompt", new() { Method = new FlatPromptOptions { PreparationSteps = 2 } } },
        { "calibration", new() { Calibration = new ConfidenceMatchingOptions { Ensemble = true } } },
        { "gate", new() { Gate = new AgreementGateOptions { Threshold = 1 } } },
        { "gate at the centre view", new() { Gate = new MarginGateOptions { Threshold = 1 } } },
        { "pruning", new() { Approximations = { PruningTolerance = 1e-3 } } },
        { "first order", new() { Approximations = { FirstOrderTolerance = 0.01, FirstOrderRank = 4, PruningTolerance = 0.1 } } },
        { "dropout", new() { Approximations = { PatchDropout = 0.5 } } },
        { "shared passes", new() { Approximations = { SharePasses = true } } },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Predict_OtherDefaultDevice_StaysOnTheModels(string setting, TptClassifierOptions options)
    {
        options.Views.Count = 20;
        using var expectedBy = new TptClassifier(fixture.Model, Classes, options.Copy());
        var expected = Predict(expectedBy);
        var before = get_default_device();
        set_default_device(META);
        try
        {
            using var classifier = new TptClassifier(fixture.Model, Classes, options);

            Predict(classifier).Should().BeEquivalentTo(expected, exact => exact.WithStrictOrdering(), setting);
        }
        finally
        {
            set_default_device(before);
        }
    }

    /// <summary>The default device is the thread's, so that the scorer is asked on this one.</summary>
    private static float[][] Predict(TptClassifier classifier)
    {
        ViewBatch[] views = [classifier.CreateViews(SyntheticImages.Create(1)), classifier.CreateViews(SyntheticImages.Create(2))];
        float[][] scores = [.. classifier.Scorer.Score(views).Select(one => one.Scores)];
        Array.ForEach(views, one => one.Dispose());
        return scores;
    }
}

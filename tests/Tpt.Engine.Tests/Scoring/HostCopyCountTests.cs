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
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Numerics;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>How often an image makes .NET wait for the device. The engine's README has these numbers.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class HostCopyCountTests(BuiltInModelFixture fixture)
{
    internal static string[] Names { get; } = ["banana", "red apple", "hot dog", "carrot", "pizza", "sushi", "lemon", "bread", "grapes", "cheese"];

    public static TheoryData<string, TptClassifierOptions, long> Settings => new()
    {
        { "zero-shot", new() { Method = new ZeroShotOptions() }, 1 },
        { "confident view averaging", new() { Method = new ConfidentViewAveragingOptions() }, 1 },
        { "prompt tuning", new(), 1 },
        { "three steps", new() { Method = new PromptTuningOptions { Steps = 3 } }, 1 },
        { "a term of the loss", new() { Method = new PromptTuningOptions { DispersionWeight = 50 } }, 1 },
        { "a prepared prompt", new() { Method = new FlatPromptOptions { PreparationSteps = 2 } }, 1 },
        { "dropped patches", new() { Approximations = { PatchDropout = 0.5 } }, 1 },
        { "robust prompt tuning", new() { Method = new RobustPromptTuningOptions() }, 1 },
        { "subspace shift", new() { Method = new SubspaceShiftOptions() }, 1 },
        { "prototype shift", new() { Method = new PrototypeShiftOptions() }, 1 },
        { "a gate that stays open", new() { Gate = new AgreementGateOptions { Threshold = 1 } }, 2 },
        { "a gate that looks at the centre view and opens", new() { Gate = new MarginGateOptions { Threshold = 1 } }, 2 },
        { "the same, and it stays closed", new() { Gate = new MarginGateOptions { Threshold = double.Epsilon } }, 2 },
        { "a gate and pruning", new() { Gate = new MarginGateOptions { Threshold = 1 }, Approximations = { PruningTolerance = 1e-3 } }, 3 },
        { "pruning", new() { Approximations = { PruningTolerance = 1e-3 } }, 2 },
        { "self-ensemble", new() { Method = new SelfEnsembleOptions() }, 3 },
        { "the first order", new() { Approximations = { FirstOrderTolerance = 0.01, FirstOrderRank = 4 } }, 4 },
        { "votes", new() { Method = new ZeroOptions() }, 3 },
        { "calibration", new() { Calibration = new ConfidenceMatchingOptions() }, 6 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Score_OneImage_CopiesAsOftenAsIsDocumented(string setting, TptClassifierOptions options, long expected)
    {
        using var classifier = new TptClassifier(fixture.Model, Names, options);
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        var before = HostCopy.Count;

        classifier.Scorer.Score([views]);

        (HostCopy.Count - before).Should().Be(expected, setting);
    }

    /// <summary>The search asks after every step whether it was the last: in five rounds at most five steps twice, then for the result, and for the scores.</summary>
    [Fact]
    public void Score_MeanShift_CopiesOnceForEachStep()
    {
        using var classifier = new TptClassifier(fixture.Model, Names, new TptClassifierOptions { Method = new MeanShiftOptions() });
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        var before = HostCopy.Count;

        classifier.Scorer.Score([views]);

        (HostCopy.Count - before).Should().BeInRange(5 * 2 * 1 + 2, 5 * 2 * 5 + 2);
    }

    [Fact]
    public void Score_ABatch_CopiesOnceForEachImage()
    {
        using var classifier = new TptClassifier(fixture.Model, Names);
        using var one = classifier.CreateViews(SyntheticImages.Create(1));
        using var other = classifier.CreateViews(SyntheticImages.Create(2));
        var before = HostCopy.Count;

        classifier.Scorer.Score([one, other, one]);

        (HostCopy.Count - before).Should().Be(3);
    }
}

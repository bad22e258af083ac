using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Tuning;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Methods;

/// <summary>An error in the middle of an image leaves no tensor behind.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class FailingStepTests(BuiltInModelFixture fixture)
{
    private static readonly ClassPromptSet[] _classes = [new("dog"), new("cat"), new("hot dog"), new("red apple")];
    private static readonly PromptTuningOptions _options = new() { Steps = 2, SelectionFraction = 0.5 };

    /// <summary>Two images take the loss of both, and then a step each: calls 1 and 2 are the first step's, 3 and 4 the second's.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(2, 0.3)]
    [InlineData(4, 0.3)]
    public void Score_LossThatFails_LeavesNoTensorBehind(int failingCall, double pruningTolerance)
    {
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, _classes, new PromptOptions { Template = "a picture of a {0}." }, seed: 0);
        using var encoder = new PromptEncoder(classes);
        var approximations = new ApproximationOptions { PruningTolerance = pruningTolerance };
        var calls = 0;
        var failing = new PromptTuning(new MethodContext(encoder, approximations), _options)
        {
            Loss = (logits, _) => ++calls == failingCall ? throw new InvalidOperationException("The loss fails.") : MarginalEntropy.Of(logits),
        };
        using var sampler = new DisposableViews(fixture.Model, count: 8);
        // The graph at the initial context is made once and kept.
        Scorer(new PromptTuning(new MethodContext(encoder, approximations), _options)).Score(sampler.Images);
        var before = LiveTensors.CountAfterFinalizers();

        FluentActions.Invoking(() => Scorer(failing).Score(sampler.Images)).Should().Throw<InvalidOperationException>().WithMessage("The loss fails.");

        calls.Should().Be(failingCall);
        LiveTensors.Count.Should().Be(before);

        ImageScorer Scorer(PromptTuning method) => new(new ViewEncoder(fixture.Model.Network.Images, classes), method, _options.Needs(8), classes, zeroShotFeatures: null);
    }

    /// <summary>The views of two images.</summary>
    private sealed class DisposableViews(ClipModel model, int count) : IDisposable
    {
        public IReadOnlyList<ViewBatch> Images { get; } =
            [.. new[] { 1, 2 }.Select(seed => new ViewSampler(model.Preprocessing, new ViewOptions(), count).Sample(SyntheticImages.Create(seed)))];

        public void Dispose()
        {
            foreach (var views in Images)
            {
                views.Dispose();
            }
        }
    }
}

using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>A classifier is prepared while others predict; one whose preparation is broken off leaves nothing behind.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class PreparationTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "lemon"];
    private static readonly ClassPromptSet[] _classes = [.. _names.Select(name => new ClassPromptSet(name)), new("bird", ["bird", "robin"])];

    /// <summary>Everything that a preparation does: prompts with a pooled class, a derivative, an ensemble.</summary>
    private static TptClassifierOptions Everything => new()
    {
        Prompt = { ZeroShotTemplates = ["a {0}.", "the {0}."] },
        Approximations = { FirstOrderTolerance = 0.1, FirstOrderRank = 2 },
    };

    [Fact]
    public async Task Constructor_WhileAPredictionIsMade_DoesNotWaitForIt()
    {
        using var isHeld = new ManualResetEventSlim();
        using var isPrepared = new ManualResetEventSlim();
        var predicting = Task.Run(() =>
        {
            lock (fixture.Model.Gate)
            {
                isHeld.Set();
                isPrepared.Wait(TimeSpan.FromSeconds(120));
            }
        });
        isHeld.Wait();

        var preparing = Task.Run(() => new TptClassifier(fixture.Model, _classes, Everything));
        await Task.WhenAny(preparing, predicting);
        var wasPrepared = preparing.IsCompleted;
        isPrepared.Set();
        await predicting;

        wasPrepared.Should().BeTrue();
        (await preparing).Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ClassPrompts_BrokenOffBehindAChunk_LeavesNoTensorBehind(int chunk)
    {
        var before = LiveTensors.CountAfterFinalizers();
        var done = 0;
        var text = fixture.Model.Text with { ChunkSize = 1 };

        FluentActions.Invoking(() => PromptPreparation.Prepare(text, _classes, new PromptOptions { Template = "a picture of a {0}." }, seed: 0, () =>
        {
            if (++done == chunk)
            {
                throw new OperationCanceledException();
            }
        })).Should().Throw<OperationCanceledException>();

        done.Should().Be(chunk);
        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Constructor_CancelledBehindAnyPass_LeavesNoTensorBehind()
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = 3 });
        var before = LiveTensors.CountAfterFinalizers();
        var cancelled = 0;
        while (IsCancelledAt(cancelled + 1))
        {
            cancelled++;
            LiveTensors.Count.Should().Be(before, "it was cancelled behind pass {0}", cancelled);
        }
        cancelled.Should().BeGreaterThan(8, "there are three chunks of prompts, passed twice for the derivative, as often back, and two templates");
        LiveTensors.Count.Should().Be(before);

        bool IsCancelledAt(int report)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Reports(count => { if (count == report) { cancellation.Cancel(); } });
            try
            {
                new TptClassifier(model, _classes, Everything, progress, cancellation.Token).Dispose();
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Constructor_Progress_GrowsToOne(bool withADerivative)
    {
        var progress = new Reports(_ => { });

        using var classifier = new TptClassifier(fixture.Model, _classes, withADerivative ? Everything : new TptClassifierOptions(), progress);

        progress.Values.Should().BeInAscendingOrder().And.OnlyContain(value => value > 0 && value <= 1);
        progress.Values[^1].Should().Be(1);
    }

    /// <summary>What is reported, at once and in order.</summary>
    private sealed class Reports(Action<int> afterReport) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            afterReport(Values.Count);
        }
    }
}

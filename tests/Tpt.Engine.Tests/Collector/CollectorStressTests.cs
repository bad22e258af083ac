using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Engine.Tests.Collector;

/// <summary>The seconds of it; <c>tests/Tpt.Fuzz -- threads</c> runs it for minutes.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class CollectorStressTests(BuiltInModelFixture fixture)
{
    private const int Threads = 8;
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Predict_WhileTheCollectorRuns_GivesTheSameBits()
    {
        using var classifier = new TptClassifier(fixture.Model, ["banana", "carrot", "lemon"], new TptClassifierOptions { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2 } });
        ImagePixels[] images = [.. Enumerable.Range(0, Threads).Select(seed => SyntheticImages.Create(seed))];
        float[][] expected = [.. images.Select(image => classifier.Predict(image).Scores.ToArray())];
        using var end = new CancellationTokenSource(_duration);
        var collecting = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });

        var scoring = images.Select((image, i) => Task.Run(() =>
        {
            var rows = 0;
            for (; !end.IsCancellationRequested; rows++)
            {
                classifier.Predict(image).Scores.ToArray().Should().Equal(expected[i]);
            }
            return rows;
        })).ToArray();

        (await Task.WhenAll(scoring)).Sum().Should().BeGreaterThan(Threads);
        await collecting;
    }
}

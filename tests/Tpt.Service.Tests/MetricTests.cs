using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>What an exporter hears.</summary>
public sealed class MetricTests
{
    [Fact]
    public async Task Instruments_GoodAndBadPictures_CountThem()
    {
        using var metrics = new MetricReader();
        await using var server = await TestServer.StartReadyAsync();

        using var one = await server.PostAsync(TestPictures.Good[0]);
        using var two = await server.PostAsync(TestPictures.Good[1], "/classify?classes=animals");
        using var bad = await server.PostAsync(TestPictures.Text);

        metrics.Of(server, "tpt.images").Should().BeEquivalentTo([(1d, "food"), (1d, "animals")]);
        metrics.Of(server, "tpt.rejected").Should().Equal((1, "NotAnImage"));
        metrics.SumOf(server, "tpt.batch.size").Should().Be(2);
        metrics.Of(server, "tpt.stage.duration").Select(heard => heard.Tag).Distinct().Should().BeEquivalentTo("read", "wait", "prepare", "queue", "score");
        metrics.Of(server, "tpt.stage.duration").Should().OnlyContain(heard => heard.Value >= 0 && heard.Value < 60);
        metrics.Of(server, "tpt.queue.length").Should().OnlyContain(heard => heard.Value == 0).And.NotBeEmpty();
        metrics.Of(server, "tpt.model.loads").Should().Equal((1, "served"));
        metrics.SumOf(server, "tpt.fallbacks").Should().Be(0);
    }

    [Fact]
    public async Task Activities_OfAPicture_AreOneTrace()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TptService.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TestServer.StartReadyAsync();
        using var test = new Activity("test").Start();

        await server.Service.ClassifyAsync(TestPictures.Good[0], null, CancellationToken.None);

        ended.Where(activity => activity.TraceId == test.TraceId).Select(activity => activity.OperationName).Should().BeEquivalentTo("tpt.classify", "tpt.prepare", "tpt.score");
    }
}

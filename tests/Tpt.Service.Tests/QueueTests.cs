using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>The bound of the queue, who leaves it, and what is said while there is no model.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Classify_QueueFull_Answers429WithRetryAfterAndGoesOn()
    {
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:QueueCapacity=1");
        using var blocked = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        using var file = new MemoryStream(TestPictures.Good[0]);
        var first = server.Service.ClassifyAsync(new TptServiceRequest { File = file, InspectViews = (_, _) => { entered.Release(); blocked.Wait(); } }, CancellationToken.None);
        await entered.WaitAsync();

        using var refused = await server.PostAsync(TestPictures.Good[1]);
        using var refusedBatch = await server.PostFormAsync("/classify/batch", ("a.png", TestPictures.Good[1]));
        blocked.Set();
        await first;
        using var next = await server.PostAsync(TestPictures.Good[1]);

        foreach (var response in new[] { refused, refusedBatch })
        {
            response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter!.Delta.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
            (await JsonAnswer.ReadAsync(response)).Text("reason").Should().Be("QueueFull");
        }
        next.StatusCode.Should().Be(HttpStatusCode.OK);
        server.Service.QueueLength.Should().Be(0);
    }

    [Fact]
    public async Task ClassifyAsync_OneAfterAnotherWithAQueueOfOne_IsNeverRefused()
    {
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:QueueCapacity=1");

        for (var i = 0; i < 50; i++)
        {
            await server.Service.ClassifyAsync(TestPictures.Good[0], null, CancellationToken.None);
            server.Service.QueueLength.Should().Be(0, "who has an answer has no place any more");
        }
    }

    [Fact]
    public async Task Classify_CallersWhoSendSlowly_TakeNoPlaceInTheQueue()
    {
        const int reading = 32;
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:QueueCapacity=1");
        var bodies = Enumerable.Range(0, reading).Select(_ => new SlowBody(TestPictures.Good[0])).ToArray();
        var sending = bodies.Take(reading - 1).Select(body => server.Client.PostAsync(new Uri(server.Address, "/classify"), body)).ToList();
        await Eventually.Be(() => server.Service.QueueLength == reading - 1, "all slow requests but one");

        using var answered = await server.PostAsync(TestPictures.Good[1]);
        sending.Add(server.Client.PostAsync(new Uri(server.Address, "/classify"), bodies[^1]));
        await Eventually.Be(() => server.Service.QueueLength == reading, "the last one");
        using var refused = await server.PostAsync(TestPictures.Good[1]);

        answered.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1), "nothing waits for the engine");
        (await JsonAnswer.ReadAsync(refused)).Text("detail").Should().Be("32 files are being read already, and at most 32 are at a time.");
        foreach (var body in bodies)
        {
            body.Release();
        }
        (await Task.WhenAll(sending)).Should().Contain(response => response.StatusCode == HttpStatusCode.OK).And.OnlyContain(response => response.StatusCode == HttpStatusCode.OK || response.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task ApplicationStopping_FilesBeingRead_AreFinishedAndOthersAreRefusedAtOnce()
    {
        using var log = new LogLines();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<ILoggerProvider>(log), "Logging:LogLevel:Default=Information");
        await server.Service.Ready.WaitAsync(TimeSpan.FromMinutes(2));
        using var slow = new SlowBody(TestPictures.Good[0]);
        var first = server.Client.PostAsync(new Uri(server.Address, "/classify"), slow);
        await Eventually.Be(() => server.Service.QueueLength == 1, "the first request");

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var late = () => server.Service.ClassifyAsync(TestPictures.Good[0], null, CancellationToken.None);

        server.Service.State.Should().Be(TptServiceState.Stopping);
        log.Lines.Should().Contain("Stopping: 1 pictures are finished first.");
        using var ready = await server.Client.GetAsync(new Uri(server.Address, "/health/ready"));
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await late.Should().ThrowAsync<TptServiceException>()).Which.Error.Should().Be(TptServiceError.Stopping);
        using var refused = await server.PostAsync(TestPictures.Good[1]);
        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        slow.Release();
        using var answered = await first;
        answered.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Classify_FilesHoldAllBytes_Answers429()
    {
        // Half of the first file and the whole second one are more than is let in.
        var bytes = TestPictures.Good[1].Length + 10;
        await using var server = await TestServer.StartReadyAsync($"Tpt:Service:MaxFileBytes={bytes}", $"Tpt:Service:MaxQueuedBytes={bytes}");
        using var slow = new GatedStream(new byte[bytes]);
        var first = server.Service.ClassifyAsync(new TptServiceRequest { File = slow }, CancellationToken.None);
        await slow.Half;

        using var refused = await server.PostAsync(TestPictures.Good[1]);

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await JsonAnswer.ReadAsync(refused)).Text("detail").Should().Contain($"at most {bytes} are held together");
        slow.Release();
        (await first.Invoking(answer => answer).Should().ThrowAsync<TptServiceException>()).Which.Error.Should().Be(TptServiceError.NotAnImage, "zeros are no picture, and there was room for them");
    }

    [Theory]
    [InlineData("Tpt:Service:ReadTimeout=00:00:00.200")]
    [InlineData("Limits:MinBytesPerSecond=1000000")]
    public async Task Classify_BodyThatComesTooSlowly_Answers408AndLeavesTheQueue(string limit)
    {
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:ReadTimeout=00:10:00", limit);
        // HttpClient goes on sending where an answer is there, into a connection that is closed.
        using var connection = await RawConnection.OpenAsync(server.Address);
        var picture = TestPictures.Good[0];
        await connection.SendAsync($"POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
        await connection.SendAsync(picture.AsMemory(0, picture.Length / 2));

        var answer = await connection.ReadUntilAsync("\"reason\":\"ReadTimeout\"");

        answer.Should().StartWith("HTTP/1.1 408 ").And.Contain("\"reason\":\"ReadTimeout\"");
        server.Service.QueueLength.Should().Be(0);
    }

    [Fact]
    public async Task Classify_CallersThatHangUp_LeaveTheQueue()
    {
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:QueueCapacity=8");
        using var cancelled = new CancellationTokenSource();
        var bodies = Enumerable.Range(0, 8).Select(i => new SlowBody(TestPictures.Good[0])).ToArray();
        var requests = bodies.Select(body => server.Client.PostAsync(new Uri(server.Address, "/classify"), body, cancelled.Token)).ToArray();
        await Eventually.Be(() => server.Service.QueueLength == 8, "eight requests");

        await cancelled.CancelAsync();
        await Eventually.Be(() => server.Service.QueueLength == 0, "their leaving");

        (await Task.WhenAll(requests.Select(async request => await Record.ExceptionAsync(() => request)))).Should().AllBeAssignableTo<OperationCanceledException>();
        using var next = await server.PostAsync(TestPictures.Good[1]);
        next.StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var body in bodies)
        {
            body.Release();
            body.Dispose();
        }
    }

    [Fact]
    public async Task ClassifyAsync_CancelledBeforeTheEngine_IsNeverScored()
    {
        using var images = new MetricReader();
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:PreparingPictures=1");
        using var blocked = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        using var file = new MemoryStream(TestPictures.Good[0]);
        var first = server.Service.ClassifyAsync(new TptServiceRequest { File = file, InspectViews = (_, _) => { entered.Release(); blocked.Wait(); } }, CancellationToken.None);
        await entered.WaitAsync();
        using var cancelled = new CancellationTokenSource();

        var second = server.Service.ClassifyAsync(TestPictures.Good[1], "food", cancelled.Token);
        await Eventually.Be(() => server.Service.QueueLength == 2, "the second request");
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        blocked.Set();
        await first;
        await Eventually.Be(() => server.Service.QueueLength == 0, "an empty queue");
        images.SumOf(server, "tpt.images").Should().Be(1);
        images.SumOf(server, "tpt.rejected").Should().Be(1);
    }

    [Fact]
    public async Task ClassifyAsync_InspectViewsThrows_SurfacesAndLeavesTheQueue()
    {
        await using var server = await TestServer.StartReadyAsync();
        using var file = new MemoryStream(TestPictures.Good[0]);

        var asking = () => server.Service.ClassifyAsync(new TptServiceRequest { File = file, InspectViews = (_, _) => throw new InvalidTimeZoneException() }, CancellationToken.None);

        await asking.Should().ThrowAsync<InvalidTimeZoneException>();
        server.Service.QueueLength.Should().Be(0);
    }

    [Fact]
    public async Task Server_WhileLoading_IsAliveAndNotReadyAndAnswers503()
    {
        // Without its hosted service nothing begins to load.
        await using var server = await TestServer.StartAsync(services => services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.DeclaringType?.FullName?.Contains("Tpt", StringComparison.Ordinal) == true)));

        using var live = await server.Client.GetAsync(new Uri(server.Address, "/health/live"));
        using var ready = await server.Client.GetAsync(new Uri(server.Address, "/health/ready"));
        using var asked = await server.PostAsync(TestPictures.Good[0]);

        live.StatusCode.Should().Be(HttpStatusCode.OK);
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        asked.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        asked.Headers.RetryAfter!.Delta.Should().BePositive();
        (await JsonAnswer.ReadAsync(asked)).Text("reason").Should().Be("Loading");
    }

    [Fact]
    public async Task StopAsync_PicturesInWork_AnswersThemAndRefusesOthers()
    {
        await using var server = await TestServer.StartReadyAsync();
        var asked = Enumerable.Range(0, 6).Select(i => server.Service.ClassifyAsync(TestPictures.Good[i], null, CancellationToken.None)).ToArray();

        var stopping = server.Service.StopAsync(CancellationToken.None);
        var late = () => server.Service.ClassifyAsync(TestPictures.Good[0], null, CancellationToken.None);

        (await late.Should().ThrowAsync<TptServiceException>()).Which.Error.Should().Be(TptServiceError.Stopping);
        await stopping;
        (await Task.WhenAll(asked)).Should().OnlyContain(answer => answer.Prediction.PredictedLabel != null);
    }

    [Fact]
    public async Task StopAsync_NoTimeLeft_TellsThoseWhoWait()
    {
        await using var server = await TestServer.StartReadyAsync("Tpt:Service:QueueCapacity=100");
        var asked = Enumerable.Range(0, 40).Select(i => server.Service.ClassifyAsync(TestPictures.Good[i % 6], null, CancellationToken.None)).ToArray();

        await server.Service.StopAsync(new CancellationToken(canceled: true));

        var ends = await Task.WhenAll(asked.Select(async one => await Record.ExceptionAsync(() => one)));
        ends.OfType<TptServiceException>().Should().NotBeEmpty().And.OnlyContain(exception => exception.Error == TptServiceError.Stopping);
        ends.Should().OnlyContain(exception => exception == null || exception is TptServiceException);
        server.Service.QueueLength.Should().Be(0);
    }
}

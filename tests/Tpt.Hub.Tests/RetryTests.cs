using System.Diagnostics;
using System.Globalization;
using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>What passes by itself is waited for, and not for ever.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(408, "/api/")]
    [InlineData(429, "/api/")]
    [InlineData(500, "/api/")]
    [InlineData(503, "/resolve/")]
    [InlineData(504, "/storage/")]
    public async Task DownloadAsync_TroubleThatPasses_IsNoError(int status, string path)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(status), path, times: 3);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task DownloadAsync_TroubleThatStays_SaysSoAfterAllTries(int status)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(status), "/resolve/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.ServerTrouble);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain(status.ToString(CultureInfo.InvariantCulture)).And.Contain("after 5 tries").And.Contain("`tpt download org/clip`");
        sandbox.Hub.Requests.Count(request => request.IsBody).Should().Be(5);
    }

    [Fact]
    public async Task DownloadAsync_RetryAfterSeconds_IsWaitedFor()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(429, retryAfter: "1"), "/api/", times: 1);
        var clock = Stopwatch.StartNew();

        await sandbox.DownloadAsync();

        clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.99));
    }

    [Fact]
    public async Task DownloadAsync_RetryAfterDate_IsWaitedFor()
    {
        await using var sandbox = await Sandbox.StartAsync();
        // The header has whole seconds: between one and two are left.
        var date = DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture);
        sandbox.Hub.Faults.Add(HubFault.Status(503, date), "/api/", times: 1);
        var clock = Stopwatch.StartNew();

        await sandbox.DownloadAsync();

        clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.8));
    }

    [Fact]
    public async Task DownloadAsync_RetryAfterDateOfThePast_IsAskedAgainAtOnce()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(503, "Mon, 01 Jan 2024 00:00:00 GMT"), "/api/", times: 2);

        await sandbox.DownloadAsync();

        sandbox.Hub.Requests.Count(request => request.Path.StartsWith("/api/", StringComparison.Ordinal)).Should().Be(3);
    }

    [Theory]
    [InlineData("3600", "60 minutes")]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", "minutes")]
    public async Task DownloadAsync_RetryAfterHours_SaysHowLongAtOnce(string retryAfter, string expected)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(429, retryAfter), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.TooManyRequests);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("asks to wait").And.Contain(expected).And.Contain("HF_TOKEN");
        sandbox.Hub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task DownloadAsync_ClosedForHours_SaysHowLongAtOnce()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(503, "7200"), "/resolve/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.ServerTrouble);
        error.Message.Should().Contain("503").And.Contain("asks to wait 120 minutes").And.NotContain("tries");
        sandbox.Hub.Requests.Count(request => request.IsBody).Should().Be(1);
    }

    [Fact]
    public async Task DownloadAsync_NoAnswerOnce_IsAskedAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { ResponseTimeout = TimeSpan.FromSeconds(1) };
        sandbox.Hub.Faults.Add(HubFault.Silence(), "/api/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_NoAnswerEver_IsATimeOut()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { ResponseTimeout = TimeSpan.FromMilliseconds(100) };
        sandbox.SetMachine(machine => machine with { Retries = 1 });
        sandbox.Hub.Faults.Add(HubFault.Silence());

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.TimedOut);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("0.1 s, 2 times").And.Contain("HTTPS_PROXY");
    }

    [Fact]
    public async Task DownloadAsync_ListBreaksOffOnce_IsAskedAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Cut(10), "/api/", times: 2);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_ListBreaksOffAlways_IsAnError()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Cut(10), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Truncated);
        error.Message.Should().Contain("list of files of 'org/clip'");
    }

    [Fact]
    public async Task DownloadAsync_CancelledWhileItWaits_EndsAtOnce()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(503, "120"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        await FluentActions.Awaiting(() => sandbox.DownloadAsync(cancellation: cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30));
    }
}

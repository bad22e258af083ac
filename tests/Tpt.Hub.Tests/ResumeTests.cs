using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>Downloads that break: what came stays, the rest is asked for, and nothing wrong appears under its name.</summary>
public sealed class ResumeTests
{
    private static readonly byte[] _weights = TestModel.Files()["model.safetensors"];

    [Fact]
    public async Task DownloadAsync_ConnectionCut_AsksForTheRestOfTheSameContent()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Cut(100_000), "/storage/", times: 2);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        var requests = sandbox.Hub.Requests.Where(request => request.IsStorage).ToArray();
        requests.Should().HaveCount(3);
        requests[0].Range.Should().BeNull();
        requests.Skip(1).Should().OnlyContain(request => request.Range!.StartsWith("bytes=") && request.Range != "bytes=0-" && request.IfRange == $"\"stored-{TestModel.Sha256(_weights)}\"");
    }

    [Fact]
    public async Task DownloadAsync_PartOfAnEarlierDownload_IsContinuedWithoutIfRange()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(_weights[..123_456]);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        var request = sandbox.Hub.Requests.Should().ContainSingle(request => request.IsStorage).Which;
        request.Range.Should().Be("bytes=123456-");
        request.IfRange.Should().BeNull("the storage's tag is not known any more, and the hash tells");
    }

    [Fact]
    public async Task DownloadAsync_PartThatIsWhole_CostsNoRequest()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(_weights);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Should().NotContain(request => request.IsStorage);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(TestModel.WeightBytes)]
    [InlineData(TestModel.WeightBytes + 1)]
    public async Task DownloadAsync_PartOfOtherBytes_IsReplaced(int length)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(TestModel.Bytes(99, length));

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_ServerWithoutRanges_StartsAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(TestModel.Bytes(99, 100_000));
        sandbox.Hub.Faults.Add(HubFault.NoRange(), "/storage/");

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Should().ContainSingle(request => request.IsStorage, "the answer with all bytes was used, and the wrong part dropped");
    }

    [Fact]
    public async Task DownloadAsync_RangeRefused_StartsAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(_weights[..1000]);
        sandbox.Hub.Faults.Add(HubFault.Status(416), "/storage/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => request.IsStorage).Select(request => request.Range).Should().Equal("bytes=1000-", null);
    }

    [Fact]
    public async Task DownloadAsync_ContentChangesBetweenTwoRequests_StartsAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var other = TestModel.Bytes(42, TestModel.WeightBytes);
        // The first bytes are another content's, with another tag: to the rest of it the tag does not fit.
        sandbox.Hub.Faults.Add(HubFault.OtherContent(other, "\"other\"", cutAt: 100_000), "/storage/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        var requests = sandbox.Hub.Requests.Where(request => request.IsStorage).ToArray();
        requests.Should().HaveCount(2, "all bytes come at once");
        requests[1].IfRange.Should().Be("\"other\"");
    }

    [Fact]
    public async Task DownloadAsync_BodyStalls_AsksForTheRest()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { StallTimeout = TimeSpan.FromMilliseconds(200) };
        sandbox.Hub.Faults.Add(HubFault.Stall(50_000), "/storage/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_BodyStallsAlways_IsATimeOutThatKeepsThePart()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { StallTimeout = TimeSpan.FromMilliseconds(50) };
        sandbox.SetMachine(machine => machine with { Retries = 1 });
        sandbox.Hub.Faults.Add(HubFault.Stall(0), "/storage/");
        sandbox.LeavePart(_weights[..1000]);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.TimedOut);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("model.safetensors").And.Contain("2 times without a further byte, at 1000 of 300000 bytes");
        (await File.ReadAllBytesAsync(sandbox.Part)).Should().Equal(_weights[..1000]);
    }

    [Fact]
    public async Task DownloadAsync_ConnectionCutAlways_IsAnErrorThatKeepsThePart()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => machine with { Retries = 2 });
        sandbox.Hub.Faults.Add(HubFault.Cut(70_000), "/storage/", times: 1);
        sandbox.Hub.Faults.Add(HubFault.Cut(0), "/storage/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Truncated);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("model.safetensors").And.Contain("3 times").And.Contain("of 300000 bytes").And.Contain("goes on from there");
        new FileInfo(sandbox.Part).Length.Should().BePositive();
        sandbox.Hub.Faults.Clear();
        await sandbox.DownloadAsync();
        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_ManyCutsWithProgress_AreNoError()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => machine with { Retries = 1 });
        sandbox.Hub.Faults.Add(HubFault.Cut(40_000), "/storage/");

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_WrongByteOnce_IsBroughtAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.WrongByte(200_000), "/storage/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => request.IsStorage).Should().HaveCount(2).And.OnlyContain(request => request.Range == null);
    }

    [Theory]
    [InlineData("/storage/", "model.safetensors", "\\b[0-9a-f]{64}\\b")]
    [InlineData("/vocab.json", "vocab.json", "\\b[0-9a-f]{40}\\b")]
    public async Task DownloadAsync_WrongByteAlways_NamesTheHashAndKeepsNothing(string path, string file, string hash)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.WrongByte(2), path);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.WrongHash);
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Contain($"'{file}'").And.MatchRegex(hash);
        Directory.EnumerateFiles(sandbox.Blobs, "*.incomplete").Should().BeEmpty();
        sandbox.Hub.Requests.Count(request => request.IsBody && request.Path.Contains(path, StringComparison.Ordinal)).Should().Be(2);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task DownloadAsync_WrongContentLengthOnce_IsBroughtAgain(int more)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.WrongLength(more), "/storage/", times: 1);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_TruncatedBody_NamesBothSizes()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Truncated(100), "/storage/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.WrongSize);
        error.Message.Should().Contain("model.safetensors").And.Contain("300000 bytes on the hub").And.Contain("100");
    }

    [Fact]
    public async Task DownloadAsync_MoreBytesThanListed_NamesBothSizes()
    {
        await using var sandbox = await Sandbox.StartAsync();
        // Chunked, so that no Content-Length tells it before.
        sandbox.Hub.Faults.Add(HubFault.Chunked(TestModel.Bytes(1, TestModel.WeightBytes + 1)), "/storage/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.WrongSize);
        error.Message.Should().Contain("300000 bytes on the hub").And.Contain("300001");
        Directory.EnumerateFiles(sandbox.Blobs, "*.incomplete").Should().BeEmpty();
    }

    [Fact]
    public async Task DownloadAsync_Cancelled_LeavesAPartThatTheNextOneContinues()
    {
        await using var sandbox = await Sandbox.StartAsync();
        using var cancellation = new CancellationTokenSource();
        sandbox.Hub.Faults.Add(HubFault.Stall(150_000), "/storage/", times: 1);
        sandbox.SetMachine(machine => machine with { OpenPart = path => new WatchedStream(Storing.PartFile.Open(path), afterBytes: 140_000, cancellation.Cancel) });

        await FluentActions.Awaiting(() => sandbox.DownloadAsync(cancellation: cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        var have = await File.ReadAllBytesAsync(sandbox.Part);
        have.Should().Equal(_weights[..have.Length]).And.HaveCountGreaterThanOrEqualTo(140_000);
        Directory.Exists(Path.Combine(sandbox.ModelFolder, "snapshots")).Should().BeFalse();
        sandbox.SetMachine(machine => machine with { OpenPart = HubMachine.Default.OpenPart });
        await sandbox.DownloadAsync();
        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Last(request => request.IsStorage).Range.Should().Be($"bytes={have.Length}-");
    }
}

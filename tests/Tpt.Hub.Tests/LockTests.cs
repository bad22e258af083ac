using Tpt.Hub.Storing;
using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>Two downloads of one model at once. Two processes take the same lock as two downloads of one process: it is of the open file.</summary>
public sealed class LockTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_ThreeAtOnce_BringEachFileOnce(bool hasLinks)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => hasLinks ? machine : machine with { Link = (_, _) => throw new UnauthorizedAccessException("no links here") });
        sandbox.Hub.Faults.Add(HubFault.Slow(TimeSpan.FromMilliseconds(20), bytes: 50_000), "/storage/");

        var folders = await Task.WhenAll(sandbox.DownloadAsync(), sandbox.DownloadAsync(), sandbox.DownloadAsync());

        folders.Should().OnlyContain(folder => folder == sandbox.Snapshot);
        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => request.IsBody && !request.IsStorage).Should().HaveCount(TestModel.Needed.Length);
        sandbox.Hub.Requests.Should().ContainSingle(request => request.IsStorage);
    }

    [Fact]
    public async Task DownloadAsync_LockHeldByAnother_WaitsAndFindsTheFile()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var bytes = TestModel.Files()["model.safetensors"];
        var held = await BlobLock.TakeAsync(LockPath(sandbox), sandbox.Options.Machine, CancellationToken.None);

        var download = sandbox.DownloadAsync();
        await Task.Delay(200);
        download.IsCompleted.Should().BeFalse();
        Directory.CreateDirectory(sandbox.Blobs);
        await File.WriteAllBytesAsync(Path.Combine(sandbox.Blobs, TestModel.Sha256(bytes)), bytes);
        held.Dispose();
        await download;

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Should().NotContain(request => request.IsStorage);
    }

    [Fact]
    public async Task DownloadAsync_CancelledWhileAnotherHoldsTheLock_Ends()
    {
        await using var sandbox = await Sandbox.StartAsync();
        using var held = await BlobLock.TakeAsync(LockPath(sandbox), sandbox.Options.Machine, CancellationToken.None);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await FluentActions.Awaiting(() => sandbox.DownloadAsync(cancellation: cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task DownloadAsync_LockLeftByAProcessThatDied_IsTaken()
    {
        await using var sandbox = await Sandbox.StartAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(LockPath(sandbox))!);
        await File.WriteAllTextAsync(LockPath(sandbox), "");

        sandbox.ShouldHave(await sandbox.DownloadAsync(), TestModel.Files(), TestModel.Needed);
    }

    private static string LockPath(Sandbox sandbox)
        => Path.Combine(sandbox.Cache, ".locks", "models--org--clip", $"{TestModel.Sha256(TestModel.Files()["model.safetensors"])}.lock");
}

using System.Globalization;

namespace Tpt.Hub.Tests;

/// <summary>Disks that are full, and folders that cannot be written.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task DownloadAsync_NoRoom_IsToldBeforeTheFirstByte()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => machine with { FreeBytes = _ => 299_999 });

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.DiskFull);
        var needed = TestModel.Needed.Sum(name => TestModel.Files()[name].Length).ToString(CultureInfo.InvariantCulture);
        error.Message.Should().Contain(sandbox.ModelFolder).And.Contain($"{needed} bytes").And.Contain("300 kB left").And.Contain("HF_HUB_CACHE");
        sandbox.Hub.Requests.Should().ContainSingle("the list says how much is needed");
    }

    [Fact]
    public async Task DownloadAsync_RoomForTheRest_IsEnough()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(TestModel.Files()["model.safetensors"][..299_000]);
        sandbox.SetMachine(machine => machine with { FreeBytes = _ => 2000 });

        sandbox.ShouldHave(await sandbox.DownloadAsync(), TestModel.Files(), TestModel.Needed);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(unchecked((int)0x80070070))]
    public async Task DownloadAsync_DiskGetsFull_KeepsThePart(int code)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => machine with
        {
            FreeBytes = _ => null,
            OpenPart = path => path == sandbox.Part
                ? new WatchedStream(Storing.PartFile.Open(path), afterBytes: 200_000, () => throw new IOException("No space left on device", code))
                : Storing.PartFile.Open(path),
        });

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.DiskFull);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain(sandbox.Blobs).And.Contain("more are needed").And.Contain("goes on from there");
        new FileInfo(sandbox.Part).Length.Should().BeGreaterThanOrEqualTo(100_000);
        sandbox.SetMachine(machine => machine with { OpenPart = HubMachine.Default.OpenPart });
        sandbox.ShouldHave(await sandbox.DownloadAsync(), TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_CacheThatIsAFile_NamesIt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var file = Path.Combine(sandbox.Cache, "file");
        await File.WriteAllTextAsync(file, "");
        sandbox.Options = sandbox.Options with { CacheFolder = file };

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.LocalFiles);
        error.Message.Should().Contain(file).And.Contain("HF_HUB_CACHE");
    }

    [Fact]
    public void FreeBytes_FolderThatIsNotYetThere_IsThatOfItsDisk()
        => Storing.DiskSpace.FreeBytes(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "a", "b")).Should().BePositive();
}

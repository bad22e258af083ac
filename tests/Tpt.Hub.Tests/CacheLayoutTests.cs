using System.Text;
using System.Text.Json;
using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>The cache is that of huggingface_hub: its rules are written out here by hand, in both directions.</summary>
public sealed class CacheLayoutTests
{
    [Fact]
    public async Task DownloadAsync_WhatItLays_IsWhatPythonLooksFor()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var files = TestModel.Files();

        await sandbox.DownloadAsync();

        var commit = await File.ReadAllTextAsync(Path.Combine(sandbox.Cache, "models--org--clip", "refs", "main"));
        commit.Should().Be(sandbox.Model.Commit, "Python takes all bytes of the file for the commit");
        foreach (var name in TestModel.Needed)
        {
            var pointer = new FileInfo(Path.Combine(sandbox.Cache, "models--org--clip", "snapshots", commit, name));
            var etag = name == "model.safetensors" ? TestModel.Sha256(files[name]) : TestModel.GitBlob(files[name]);
            var blob = Path.Combine(sandbox.Cache, "models--org--clip", "blobs", etag);
            File.Exists(blob).Should().BeTrue();
            pointer.LinkTarget.Should().Be(Path.Combine("..", "..", "blobs", etag), "a cache may be moved");
            File.Exists(Path.Combine(sandbox.Cache, ".locks", "models--org--clip", $"{etag}.lock")).Should().BeTrue();
        }
        Directory.EnumerateFileSystemEntries(Path.Combine(sandbox.Cache, "models--org--clip")).Select(Path.GetFileName)
            .Should().BeEquivalentTo("blobs", "refs", "snapshots", "trees");
    }

    [Fact]
    public async Task DownloadAsync_ListingItKeeps_IsInPythonsForm()
    {
        await using var sandbox = await Sandbox.StartAsync();

        await sandbox.DownloadAsync();

        using var tree = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(sandbox.ModelFolder, "trees", $"{sandbox.Model.Commit}.json")));
        tree.RootElement.GetProperty("format_version").GetInt32().Should().Be(1);
        var files = tree.RootElement.GetProperty("files");
        files.EnumerateObject().Select(file => file.Name).Should().BeEquivalentTo(TestModel.Files().Keys, "Python reads all files of the repository from it");
        files.GetProperty("README.md").GetProperty("size").GetInt64().Should().Be(TestModel.Files()["README.md"].Length);
        files.GetProperty("README.md").GetProperty("blob_id").GetString().Should().Be(TestModel.GitBlob(TestModel.Files()["README.md"]));
        files.GetProperty("model.safetensors").GetProperty("lfs_sha256").GetString().Should().Be(TestModel.Sha256(TestModel.Files()["model.safetensors"]));
        files.GetProperty("model.safetensors").GetProperty("lfs_size").GetInt64().Should().Be(TestModel.WeightBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    public async Task Find_BranchThatNamesNoCommit_IsAsIfItWereNotThere(string text)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.ModelFolder, "refs", "main"), text);

        HubModel.Find(TestModel.Id, sandbox.Options).Should().Be(sandbox.Snapshot);
    }

    [Fact]
    public async Task FindWhole_FileThatIsGone_IsNone()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        HubModel.FindWhole(TestModel.Id, sandbox.Options).Should().Be(sandbox.Snapshot);

        File.Delete(Path.Combine(sandbox.Snapshot, "config.json"));

        HubModel.FindWhole(TestModel.Id, sandbox.Options).Should().BeNull();
        HubModel.Find(TestModel.Id, sandbox.Options).Should().Be(sandbox.Snapshot);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_OtherBytesOfTheSameSize_AreBroughtAgainWhereThatIsAskedFor(bool verify)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        var path = Path.Combine(sandbox.Snapshot, "model.safetensors");
        await File.WriteAllBytesAsync(path, new byte[TestModel.WeightBytes]);
        var notes = new NoteList();
        sandbox.Options = sandbox.Options with { Verify = verify, Notes = notes };

        await sandbox.DownloadAsync();

        var isRight = (await File.ReadAllBytesAsync(path)).SequenceEqual(TestModel.Files()["model.safetensors"]);
        isRight.Should().Be(verify);
        notes.Texts.Count(text => text.Contains("'model.safetensors'", StringComparison.Ordinal)).Should().Be(verify ? 1 : 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_CacheThatPythonLaid_BringsNothing(bool hasLinks)
    {
        await using var sandbox = await Sandbox.StartAsync();
        LayAsPython(sandbox, hasLinks, TestModel.Files().Keys);

        var folder = await sandbox.DownloadAsync();

        folder.Should().Be(sandbox.Snapshot);
        sandbox.Hub.Requests.Should().ContainSingle().Which.IsBody.Should().BeFalse();
        HubModel.Find(TestModel.Id, sandbox.Options).Should().Be(folder);
    }

    [Fact]
    public async Task DownloadAsync_PartOfACacheThatPythonLaid_BringsTheRest()
    {
        await using var sandbox = await Sandbox.StartAsync();
        LayAsPython(sandbox, hasLinks: true, ["config.json", "model.safetensors"]);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => request.IsBody).Should().HaveCount(TestModel.Needed.Length - 2)
            .And.NotContain(request => request.IsStorage);
    }

    [Fact]
    public async Task DownloadAsync_BlobsThatPythonLaid_AreLinkedOnly()
    {
        await using var sandbox = await Sandbox.StartAsync();
        LayAsPython(sandbox, hasLinks: true, TestModel.Needed);
        Directory.Delete(sandbox.Snapshot, recursive: true);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Should().ContainSingle("the bytes are there");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_SystemWithoutLinks_LaysTheFilesThemselves(bool saysSo)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.SetMachine(machine => machine with { Link = (_, _) => { if (saysSo) { throw new UnauthorizedAccessException("a privilege is missing"); } } });

        var folder = await sandbox.DownloadAsync();

        sandbox.ShouldHave(folder, TestModel.Files(), TestModel.Needed);
        Directory.EnumerateFiles(folder).Should().OnlyContain(path => new FileInfo(path).LinkTarget == null);
        Directory.EnumerateFiles(sandbox.Blobs).Should().BeEmpty("a file is there once, as Python leaves it too");
        var before = sandbox.Hub.Requests.Count;
        await sandbox.DownloadAsync();
        sandbox.Hub.Requests.Should().HaveCount(before + 1);
    }

    [Fact]
    public async Task DownloadAsync_SystemWithoutLinksAndABlobInUse_CopiesIt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        var changed = TestModel.Files();
        changed["vocab.json"] = "{}"u8.ToArray();
        var old = sandbox.Snapshot;
        sandbox.Model.SetRevision("main", changed);
        sandbox.SetMachine(machine => machine with { Link = (_, _) => throw new IOException("no links here") });

        var folder = await sandbox.DownloadAsync();

        sandbox.ShouldHave(folder, changed, TestModel.Needed);
        sandbox.ShouldHave(old, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_LinkThatLeadsNowhere_IsMended()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        File.Delete(Path.Combine(sandbox.Blobs, TestModel.Sha256(TestModel.Files()["model.safetensors"])));

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_BlobThatWasCutShort_IsBroughtAgain()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        await using (var blob = File.OpenWrite(Path.Combine(sandbox.Blobs, TestModel.Sha256(TestModel.Files()["model.safetensors"]))))
        {
            blob.SetLength(1000);
        }

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format_version": 2, "files": {}}""")]
    [InlineData("""{"format_version": 1, "files": {"config.json": {}}}""")]
    [InlineData("""{"format_version": 1, "files": {"../config.json": {"size": 1, "blob_id": "a"}}}""")]
    public async Task DownloadAsync_ListingThatCannotBeRead_IsAskedForAgain(string text)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.ModelFolder, "trees", $"{sandbox.Model.Commit}.json"), text);
        var before = sandbox.Hub.Requests.Count;

        (await sandbox.DownloadAsync($"{TestModel.Id}@{sandbox.Model.Commit}")).Should().Be(sandbox.Snapshot);

        sandbox.Hub.Requests.Skip(before).Should().ContainSingle().Which.IsBody.Should().BeFalse();
    }

    [Fact]
    public async Task DownloadAsync_WholeModelInACacheThatCannotBeWritten_IsTaken()
    {
        await using var sandbox = await Sandbox.StartAsync();
        LayAsPython(sandbox, hasLinks: true, TestModel.Files().Keys);
        // Where a folder has to be made is a file: that cannot be written, not even by root.
        await File.WriteAllTextAsync(Path.Combine(sandbox.ModelFolder, "trees"), "");

        (await sandbox.DownloadAsync()).Should().Be(sandbox.Snapshot);

        File.Delete(Path.Combine(sandbox.Snapshot, "vocab.json"));
        (await sandbox.FailAsync()).Failure.Should().Be(HubFailure.LocalFiles, "now something has to be written");
    }

    [Fact]
    public async Task DownloadAsync_BreaksOff_LeavesNoSnapshotAndNoRevision()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Cut(0), "/storage/");

        await sandbox.FailAsync();

        Directory.Exists(Path.Combine(sandbox.ModelFolder, "snapshots")).Should().BeFalse();
        Directory.Exists(Path.Combine(sandbox.ModelFolder, "refs")).Should().BeFalse();
        HubModel.Find(TestModel.Id, sandbox.Options).Should().BeNull();
    }

    /// <summary>As hf_hub_download lays files: links to blobs, or on Windows without the right to make links the files themselves.</summary>
    private static void LayAsPython(Sandbox sandbox, bool hasLinks, IEnumerable<string> names)
    {
        var root = Path.Combine(sandbox.Cache, "models--org--clip");
        Directory.CreateDirectory(Path.Combine(root, "refs"));
        Directory.CreateDirectory(Path.Combine(root, "blobs"));
        Directory.CreateDirectory(sandbox.Snapshot);
        File.WriteAllText(Path.Combine(root, "refs", "main"), sandbox.Model.Commit, new UTF8Encoding(false));
        foreach (var name in names)
        {
            var bytes = TestModel.Files()[name];
            var etag = Path.GetExtension(name) is ".safetensors" or ".bin" or ".h5" ? TestModel.Sha256(bytes) : TestModel.GitBlob(bytes);
            if (!hasLinks)
            {
                File.WriteAllBytes(Path.Combine(sandbox.Snapshot, name), bytes);
                continue;
            }
            File.WriteAllBytes(Path.Combine(root, "blobs", etag), bytes);
            File.CreateSymbolicLink(Path.Combine(sandbox.Snapshot, name), $"../../blobs/{etag}");
        }
    }
}

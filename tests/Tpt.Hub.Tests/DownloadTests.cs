using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>What a download brings, and what it costs.</summary>
public sealed class DownloadTests
{
    [Fact]
    public async Task DownloadAsync_EmptyCache_BringsWhatTheLoaderReads()
    {
        await using var sandbox = await Sandbox.StartAsync();

        var folder = await sandbox.DownloadAsync();

        folder.Should().Be(sandbox.Snapshot);
        sandbox.ShouldHave(folder, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => !request.IsStorage).Should().HaveCount(1 + TestModel.Needed.Length, "one list, and each file once");
        sandbox.Hub.Requests.Should().ContainSingle(request => request.IsStorage, "only the weights are an LFS file");
    }

    [Fact]
    public async Task DownloadAsync_SecondTime_CostsOneRequestAndNoBody()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var first = await sandbox.DownloadAsync();
        var before = sandbox.Hub.Requests.Count;

        (await sandbox.DownloadAsync()).Should().Be(first);

        sandbox.Hub.Requests.Skip(before).Should().ContainSingle().Which.IsBody.Should().BeFalse();
    }

    [Fact]
    public async Task DownloadAsync_CommitOfTheCache_CostsNoRequest()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var first = await sandbox.DownloadAsync();
        var before = sandbox.Hub.Requests.Count;

        (await sandbox.DownloadAsync($"{TestModel.Id}@{sandbox.Model.Commit}")).Should().Be(first);

        sandbox.Hub.Requests.Should().HaveCount(before);
    }

    [Fact]
    public async Task DownloadAsync_CommitWithAFileGone_BringsThatFile()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        File.Delete(Path.Combine(sandbox.Snapshot, "vocab.json"));
        File.Delete(Path.Combine(sandbox.Blobs, TestModel.GitBlob(TestModel.Files()["vocab.json"])));

        var folder = await sandbox.DownloadAsync($"{TestModel.Id}@{sandbox.Model.Commit}");

        sandbox.ShouldHave(folder, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Count(request => request.IsBody && request.Path.EndsWith("/vocab.json", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task DownloadAsync_BranchMoved_BringsOnlyWhatChanged()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var old = await sandbox.DownloadAsync();
        var changed = TestModel.Files();
        changed["config.json"] = "{\"new\": true}"u8.ToArray();
        sandbox.Model.SetRevision("main", changed);
        var before = sandbox.Hub.Requests.Count;

        var folder = await sandbox.DownloadAsync();

        folder.Should().Be(sandbox.Snapshot).And.NotBe(old);
        sandbox.ShouldHave(folder, changed, TestModel.Needed);
        sandbox.ShouldHave(old, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Skip(before).Where(request => request.IsBody).Should().ContainSingle().Which.Path.Should().EndWith("/config.json");
        HubModel.Find(TestModel.Id, sandbox.Options).Should().Be(folder);
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("refs/pr/1")]
    public async Task DownloadAsync_OtherRevision_IsRecordedUnderItsName(string revision)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var files = TestModel.Files(seed: 5);
        var commit = sandbox.Model.SetRevision(revision, files);

        var folder = await sandbox.DownloadAsync($"{TestModel.Id}@{revision}");

        Path.GetFileName(folder).Should().Be(commit);
        sandbox.ShouldHave(folder, files, TestModel.Needed);
        (await File.ReadAllTextAsync(Path.Combine([sandbox.ModelFolder, "refs", .. revision.Split('/')]))).Should().Be(commit);
        File.Exists(Path.Combine(sandbox.ModelFolder, "refs", "main")).Should().BeFalse();
    }

    [Fact]
    public async Task DownloadAsync_OneFile_ComesWithWhatLiesBesideIt()
    {
        await using var sandbox = await Sandbox.StartAsync();

        var file = await sandbox.DownloadAsync($"{TestModel.Id}/pytorch_model.bin");

        file.Should().Be(Path.Combine(sandbox.Snapshot, "pytorch_model.bin"));
        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), [.. TestModel.Needed.Except(["model.safetensors"]), "pytorch_model.bin"]);
    }

    [Fact]
    public async Task DownloadAsync_FolderOfAModel_BringsTheModelInIt()
    {
        var files = new Dictionary<string, byte[]> { ["README.md"] = [1], ["0_CLIPModel/config.json"] = [2], ["0_CLIPModel/pytorch_model.bin"] = [3] };
        await using var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles("org/sentences", files));

        var folder = await sandbox.DownloadAsync("org/sentences/0_CLIPModel");

        folder.Should().Be(Path.Combine(sandbox.Snapshot, "0_CLIPModel"));
        sandbox.ShouldHave(sandbox.Snapshot, files, "0_CLIPModel/config.json", "0_CLIPModel/pytorch_model.bin");
    }

    [Fact]
    public async Task DownloadAsync_TokenizerOnly_BringsNoWeightsAndLeavesTheModelFound()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var model = await sandbox.DownloadAsync();
        sandbox.Model.SetRevision("main", TestModel.Files(seed: 7));

        var tokenizer = await HubModel.DownloadAsync(TestModel.Id, sandbox.Options with { Content = HubContent.Tokenizer });

        sandbox.ShouldHave(tokenizer, TestModel.Files(seed: 7), "merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json");
        HubModel.Find(TestModel.Id, sandbox.Options).Should().Be(model, "a tokenizer alone is no newer model");
    }

    [Fact]
    public async Task Find_AfterTokenizerOnly_IsNoModel()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var tokenizer = sandbox.Options with { Content = HubContent.Tokenizer };

        var folder = await HubModel.DownloadAsync(TestModel.Id, tokenizer);

        HubModel.Find(TestModel.Id, tokenizer).Should().Be(folder);
        HubModel.Find(TestModel.Id, sandbox.Options).Should().BeNull();
        HubModel.Find("no id", sandbox.Options).Should().BeNull();
    }

    [Fact]
    public async Task DownloadAsync_ListingOfNamesOnly_AsksForSizeAndHashOfEachFile()
    {
        await using var sandbox = await Sandbox.StartAsync(new LocalHubOptions { ListsNamesOnly = true });

        var folder = await sandbox.DownloadAsync();

        sandbox.ShouldHave(folder, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Count(request => request.Method == "HEAD").Should().Be(TestModel.Needed.Length);
        sandbox.Hub.Requests.Should().NotContain(request => request.Method == "HEAD" && request.IsStorage, "signed addresses are for GET");
    }

    [Fact]
    public async Task DownloadAsync_TwoFilesOfOneContent_AreBroughtOnce()
    {
        var same = TestModel.Bytes(3, 5000);
        var files = new Dictionary<string, byte[]> { ["config.json"] = same, ["vocab.json"] = same, ["model.safetensors"] = [1] };
        await using var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles("org/same", files));

        var folder = await sandbox.DownloadAsync();

        sandbox.ShouldHave(folder, files, [.. files.Keys]);
        sandbox.Hub.Requests.Count(request => request.IsBody && !request.IsStorage).Should().Be(2);
    }

    [Fact]
    public async Task DownloadAsync_EmptyFile_IsBrought()
    {
        var files = new Dictionary<string, byte[]> { ["config.json"] = [], ["model.safetensors"] = [] };
        await using var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles("org/empty", files));

        sandbox.ShouldHave(await sandbox.DownloadAsync(), files, [.. files.Keys]);
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("C:/models/clip")]
    [InlineData("../clip")]
    [InlineData("org/clip@../../main")]
    public async Task DownloadAsync_NoId_SaysHowOneLooks(string id)
        => (await FluentActions.Awaiting(() => HubModel.DownloadAsync(id)).Should().ThrowAsync<ArgumentException>()).WithMessage("*must be like openai/clip-vit-base-patch16*");
}

using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Tpt.Hub;

namespace Microsoft.ML.Tests;

/// <summary>CLIP models by their id on the Hugging Face hub, from a local cache that each test makes.</summary>
public sealed class HubCacheTests : IClassFixture<Workspace>, IDisposable
{
    private const string Id = "some-org/clip_tiny-0.1";

    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _hub;
    private readonly ProcessState _state;

    public HubCacheTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 1);
        _hub = workspace.PathOf($"hub-{Guid.NewGuid():N}");
        _state = new ProcessState().Variable("HF_HUB_CACHE", _hub).Variable("HF_HOME", null).Variable("XDG_CACHE_HOME", null);
    }

    private string Repository => Path.Combine(_hub, "models--some-org--clip_tiny-0.1");

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Fit_HubId_TakesTheRevisionOfTheMainBranch()
    {
        AddSnapshot("1111");
        AddSnapshot("2222", changed: true);
        SetMain("1111");

        using var transformer = Fit();

        transformer.Scorer.ModelSource.Path.Should().Be(Snapshot("1111"));
        transformer.Options.Model.Path.Should().Be(Id);
    }

    [Fact]
    public void Fit_HubIdWithoutARecordedBranch_TakesTheNewestRevision()
    {
        foreach (var (revision, age) in new[] { ("2222", 1), ("1111", 0), ("3333", 2) })
        {
            AddSnapshot(revision);
            Directory.SetLastWriteTimeUtc(Snapshot(revision), DateTime.UtcNow.AddDays(-age));
        }

        using var transformer = Fit();

        transformer.Scorer.ModelSource.Path.Should().Be(Snapshot("1111"));
    }

    [Fact]
    public void Fit_HubIdThatIsAFolderToo_TakesTheFolder()
    {
        AddSnapshot("1111");
        var folder = Workspace.CopyBuiltInModelTo(Path.Combine(_hub, "here", Id));
        _state.Directory(Path.Combine(_hub, "here"));

        using var transformer = Fit();

        transformer.Scorer.ModelSource.Path.Should().Be(Path.GetFullPath(folder));
    }

    [Fact]
    public void Fit_HubIdNotInTheCache_ThrowsAndNamesTheFolderAndTheCommand()
    {
        this.Invoking(test => test.Fit()).Should().Throw<DirectoryNotFoundException>().WithMessage($"*'{Id}'*'{Repository}'*`tpt download {Id}`*");
    }

    [Fact]
    public void Fit_RecordedRevisionIsGone_ThrowsRatherThanTakeAnother()
    {
        AddSnapshot("1111");
        SetMain("2222");

        this.Invoking(test => test.Fit()).Should().Throw<DirectoryNotFoundException>().WithMessage($"*tpt download {Id}*");
    }

    [Theory]
    [InlineData("@2222", "2222")]
    [InlineData("@v1.0", "2222")]
    [InlineData("@refs/pr/1", "3333")]
    [InlineData("@2222/model.safetensors", "2222/model.safetensors")]
    [InlineData("/model.safetensors", "1111/model.safetensors")]
    [InlineData("@refs/pr/1/model.safetensors", "3333/model.safetensors")]
    public void Fit_HubIdWithRevisionOrFile_TakesExactlyThat(string behind, string expected)
    {
        foreach (var (revision, reference) in new[] { ("1111", "main"), ("2222", "v1.0"), ("3333", "refs/pr/1") })
        {
            AddSnapshot(revision);
            SetReference(reference, revision);
        }

        using var transformer = Fit(Id + behind);

        transformer.Scorer.ModelSource.Path.Should().Be(Path.Combine(Repository, "snapshots", Path.Combine(expected.Split('/'))));
        transformer.Options.Model.Path.Should().Be(Id + behind);
    }

    [Theory]
    [InlineData("@4444", "tpt download some-org/clip_tiny-0.1@4444")]
    [InlineData("/other.bin", "tpt download some-org/clip_tiny-0.1/other.bin")]
    public void Fit_RevisionOrFileNotInTheCache_ThrowsAndNamesTheCommand(string behind, string command)
    {
        AddSnapshot("1111");
        SetMain("1111");

        this.Invoking(test => test.Fit(Id + behind)).Should().Throw<IOException>().WithMessage($"*`{command}`*");
    }

    [Theory]
    [InlineData("openai/clip-vit-base-patch16", "openai/clip-vit-base-patch16", "main", null)]
    [InlineData("a/b.c/d.bin", "a/b.c", "main", "d.bin")]
    [InlineData("a/b@main/c/d.bin", "a/b", "main", "c/d.bin")]
    [InlineData("a/b@refs/pr/12/d.bin", "a/b", "refs/pr/12", "d.bin")]
    [InlineData("a/b@0a1b", "a/b", "0a1b", null)]
    public void Parse_Id_TakesItApart(string path, string id, string revision, string? file)
        => HubReference.Parse(path).Should().Be(new HubReference(id, revision, file));

    [Theory]
    [InlineData("models/clip.safetensors")]
    [InlineData("models/clip.bin")]
    [InlineData("../model/file")]
    [InlineData("/absolute/path")]
    [InlineData("org/name@")]
    [InlineData("org/name/../../etc")]
    [InlineData("model")]
    [InlineData("./clip")]
    [InlineData("a/")]
    [InlineData("models/my clip")]
    public void Parse_WhatIsNoId_IsNull(string path) => HubReference.Parse(path).Should().BeNull();

    [Fact]
    public void Load_SavedWithAHubId_FindsItInTheCacheOfTheLoadingMachine()
    {
        AddSnapshot("1111");
        var file = Save();
        var elsewhere = $"{_hub}-elsewhere";
        Directory.Move(_hub, elsewhere);
        _state.Variable("HF_HUB_CACHE", elsewhere);

        using var loaded = (TptTransformer)new MLContext().Model.Load(file, out _);

        loaded.Options.Model.Path.Should().Be(Id);
        loaded.Scorer.ModelSource.Path.Should().StartWith(elsewhere);
        loaded.Transform(_images).GetColumn<uint>("PredictedLabel").Should().HaveCount(1);
    }

    [Fact]
    public void Load_HubIdWhoseMainBranchHasOtherFilesNow_ThrowsAndNamesBothHashes()
    {
        AddSnapshot("1111");
        SetMain("1111");
        var file = Save();
        AddSnapshot("2222", changed: true);
        SetMain("2222");

        Innermost(file).Should().BeOfType<InvalidDataException>().Which.Message.Should()
            .Contain(Snapshot("2222")).And.MatchRegex("'[^']+' has [0-9]+ bytes with the SHA-256 [0-9a-f]{64}, and it should have [0-9]+ with [0-9a-f]{64}");
    }

    [Fact]
    public void Load_HubIdNotInTheCache_ThrowsAndNamesTheCommand()
    {
        AddSnapshot("1111");
        var file = Save();
        Directory.Delete(_hub, recursive: true);

        Innermost(file).Should().BeOfType<DirectoryNotFoundException>().Which.Message.Should().Contain($"`tpt download {Id}`").And.Contain(Repository).And.Contain("Embed");
    }

    [Theory]
    [InlineData("cache", "home", "xdg", "cache")]
    [InlineData(null, "home", "xdg", "home/hub")]
    [InlineData("", null, "xdg", "xdg/huggingface/hub")]
    [InlineData(null, null, null, "~/.cache/huggingface/hub")]
    public void FolderOf_IsWhereTheHubsOwnToolsPutIt(string? cache, string? home, string? xdg, string expected)
    {
        _state.Variable("HF_HUB_CACHE", cache).Variable("HF_HOME", home).Variable("XDG_CACHE_HOME", xdg);
        var root = expected.Replace("~", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), StringComparison.Ordinal);

        HubCache.FolderOf(HubReference.Parse("a/b")!).Replace('\\', '/').Should().Be($"{root}/models--a--b".Replace('\\', '/'));
    }

    private TptTransformer Fit(string path = Id)
    {
        var options = Workspace.Options();
        options.Model.Path = path;
        return _context.Transforms.TestTimePromptTuning(options).Fit(_images);
    }

    private string Save()
    {
        using var transformer = Fit();
        var file = _workspace.PathOf($"{Guid.NewGuid():N}.zip");
        _context.Model.Save(transformer, _images.Schema, file);
        return file;
    }

    private static Exception Innermost(string file) =>
        new MLContext().Invoking(context => context.Model.Load(file, out _)).Should().Throw<Exception>().Which.GetBaseException();

    private string Snapshot(string revision) => Path.Combine(Repository, "snapshots", revision);

    private void SetMain(string revision) => SetReference("main", revision);

    private void SetReference(string name, string revision)
    {
        var path = Path.Combine([Repository, "refs", .. name.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, revision);
    }

    /// <summary>As the hub's tools lay it out: the files are links to blobs, but for Windows, where links need a privilege.</summary>
    private void AddSnapshot(string revision, bool changed = false)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(Repository, "blobs")).FullName;
        Directory.CreateDirectory(Snapshot(revision));
        foreach (var file in Directory.GetFiles(Workspace.BuiltInModel))
        {
            var (name, blob) = (Path.GetFileName(file), $"{revision}-{Path.GetFileName(file)}");
            File.Copy(file, Path.Combine(blobs, blob));
            if (changed && name == "config.json")
            {
                File.AppendAllText(Path.Combine(blobs, blob), " ");
            }

            if (OperatingSystem.IsWindows())
            {
                File.Move(Path.Combine(blobs, blob), Path.Combine(Snapshot(revision), name));
            }
            else
            {
                File.CreateSymbolicLink(Path.Combine(Snapshot(revision), name), Path.Combine("..", "..", "blobs", blob));
            }
        }
    }
}

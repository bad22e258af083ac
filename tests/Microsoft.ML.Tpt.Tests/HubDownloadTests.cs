using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Tpt.Engine;
using Tpt.Hub;
using Tpt.HubServer;

namespace Microsoft.ML.Tests;

/// <summary>CLIP models by their id from a hub on this machine, into a cache that each test makes.</summary>
public sealed class HubDownloadTests : IClassFixture<Workspace>, IAsyncLifetime, IDisposable
{
    private const string Id = "some-org/clip_tiny-0.1";

    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _cache;
    private readonly ProcessState _state = new();
    private LocalHub? _hub;

    public HubDownloadTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 1);
        _cache = workspace.PathOf($"hub-{Guid.NewGuid():N}");
    }

    private LocalHub Hub => _hub!;

    public async Task InitializeAsync()
    {
        _hub = await LocalHub.StartAsync(ServedModel.FromFolder(Id, Workspace.BuiltInModel));
        _state.Variable("HF_HUB_CACHE", _cache).Variable("HF_ENDPOINT", _hub.Address).Variable("HF_HUB_OFFLINE", null).Variable("HF_TOKEN", null);
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Fit_DownloadAllowed_BringsTheModelOnceAndScoresAsWithTheFolder()
    {
        using var fromFolder = Fit(Workspace.BuiltInModel, download: false);
        var expected = Scores(fromFolder);

        using (var first = Fit(Id, download: true))
        {
            Scores(first).Should().Equal(expected);
            first.Scorer.ModelSource.Path.Should().StartWith(Path.Combine(_cache, "models--some-org--clip_tiny-0.1", "snapshots"));
            first.Options.Model.Path.Should().Be(Id);
        }
        var asked = Hub.Requests.Count;
        using var second = Fit(Id, download: true);

        Scores(second).Should().Equal(expected);
        asked.Should().BePositive();
        Hub.Requests.Should().HaveCount(asked, "what is in the cache is taken without a question to the hub");
    }

    [Fact]
    public void Fit_DownloadNotAllowed_AsksNobodyAndSaysWhatToDo()
    {
        this.Invoking(test => test.Fit(Id, download: false)).Should().Throw<DirectoryNotFoundException>().WithMessage($"*`tpt download {Id}`*Download = true*");

        Hub.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Fit_Downloading_SaysSoInTheLog()
    {
        var messages = new List<string>();
        _context.Log += (_, entry) => messages.Add(entry.RawMessage);

        Fit(Id, download: true).Dispose();

        messages.Should().Contain(message => message.StartsWith("Downloading from the Hugging Face hub: ", StringComparison.Ordinal) && message.Contains("model.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_HubWithoutThatModel_IsTheHubsError()
    {
        this.Invoking(test => test.Fit("some-org/other", download: true)).Should().Throw<HubException>()
            .Where(exception => exception.Failure == HubFailure.ModelNotFound).WithMessage("*some-org/other*");
    }

    [Fact]
    public void Fit_TokenizerByItsId_BringsNoWeights()
    {
        var weights = _workspace.CopyBuiltInModel($"weights-{Guid.NewGuid():N}");
        foreach (var file in new[] { "vocab.json", "merges.txt" })
        {
            File.Delete(Path.Combine(weights, file));
        }

        using var transformer = Fit(weights, download: true, tokenizer: Id);

        Scores(transformer).Should().NotBeEmpty();
        Hub.Requests.Should().NotContain(request => request.Path.Contains("model.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void LoadFrom_DownloadAllowed_BringsTheModelThatTheFileNames()
    {
        var file = _workspace.PathOf($"{Guid.NewGuid():N}.zip");
        using (var transformer = Fit(Id, download: true))
        {
            _context.Model.SaveTo(transformer, _images.Schema, file);
        }
        Directory.Delete(_cache, recursive: true);

        _context.Invoking(context => context.Model.LoadFrom(file, new TptLoadOptions(), out _)).Should().Throw<DirectoryNotFoundException>("permission is not saved")
            .WithMessage($"*tpt download {Id}*");
        using var loaded = (TptTransformer)_context.Model.LoadFrom(file, new TptLoadOptions { Download = true }, out _);

        Scores(loaded).Should().NotBeEmpty();
    }

    [Fact]
    public void ClipModelLoad_Id_IsFoundOrDownloadedAsInML()
    {
        var load = () => ClipModel.Load(new ModelOptions { Path = Id });

        load.Should().Throw<DirectoryNotFoundException>().WithMessage($"There is no folder or file '{Id}'*`tpt download {Id}`*Download = true*");
        using (var downloaded = ClipModel.Load(new ModelOptions { Path = Id, Download = true }))
        {
            downloaded.Folder.Should().StartWith(_cache);
        }
        using var cached = ClipModel.Load(new ModelOptions { Path = Id });
        cached.Folder.Should().StartWith(_cache);
    }

    private TptTransformer Fit(string path, bool download, string? tokenizer = null) => _context.Transforms.TestTimePromptTuning(new TptOptions
    {
        ClassNames = ["cat", "dog"],
        Views = { Count = 10 },
        Model = { Path = path, TokenizerFolder = tokenizer, Download = download },
    }).Fit(_images);

    private float[] Scores(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<VBuffer<float>>("Score").SelectMany(score => score.DenseValues())];
}

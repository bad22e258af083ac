using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>A hub with one model, and an empty cache.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private Sandbox(LocalHub hub, ServedModel model, string cache)
    {
        (Hub, Model, Cache) = (hub, model, cache);
        Options = new HubDownloadOptions
        {
            Endpoint = hub.Address,
            CacheFolder = cache,
            Token = "",
            ResponseTimeout = TimeSpan.FromSeconds(20),
            StallTimeout = TimeSpan.FromSeconds(20),
            Machine = new HubMachine { RetryDelay = TimeSpan.FromMilliseconds(2), LockPoll = TimeSpan.FromMilliseconds(5) },
        };
    }

    public LocalHub Hub { get; }

    public ServedModel Model { get; }

    public string Cache { get; }

    public HubDownloadOptions Options { get; set; }

    public string ModelFolder => Path.Combine(Cache, $"models--{Model.Id.Replace("/", "--", StringComparison.Ordinal)}");

    public string Blobs => Path.Combine(ModelFolder, "blobs");

    public string Part => Path.Combine(Blobs, $"{TestModel.Sha256(TestModel.Files()["model.safetensors"])}.incomplete");

    public string Snapshot => Path.Combine(ModelFolder, "snapshots", Model.Commit);

    public static Task<Sandbox> StartAsync(LocalHubOptions? options = null) => StartAsync(ServedModel.FromFiles(TestModel.Id, TestModel.Files()), options);

    public static async Task<Sandbox> StartAsync(ServedModel model, LocalHubOptions? options = null)
    {
        var hub = await LocalHub.StartAsync(options ?? new LocalHubOptions(), model);
        return new Sandbox(hub, model, Directory.CreateTempSubdirectory("tpt-hub-").FullName);
    }

    public Task<string> DownloadAsync(string? id = null, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
        => HubModel.DownloadAsync(id ?? Model.Id, Options, progress, cancellation);

    /// <summary>The error that a download ends in.</summary>
    public async Task<HubException> FailAsync(string? id = null)
    {
        var error = (await FluentActions.Awaiting(() => DownloadAsync(id)).Should().ThrowAsync<HubException>()).Which;
        error.Message.Length.Should().BeLessThan(2000);
        return error;
    }

    /// <summary>Changes what the machine can, or the times between tries.</summary>
    public void SetMachine(Func<HubMachine, HubMachine> change) => Options = Options with { Machine = change(Options.Machine) };

    /// <summary>Puts the first bytes of the weights where a download that broke off leaves them.</summary>
    public void LeavePart(byte[] bytes)
    {
        Directory.CreateDirectory(Blobs);
        File.WriteAllBytes(Part, bytes);
    }

    /// <summary>Whether the snapshot has these files and no others, with the bytes of the served ones.</summary>
    public void ShouldHave(string snapshot, IReadOnlyDictionary<string, byte[]> files, params string[] names)
    {
        Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(snapshot, path).Replace('\\', '/'))
            .Should().BeEquivalentTo(names);
        foreach (var name in names)
        {
            File.ReadAllBytes(Path.Combine(snapshot, name)).SequenceEqual(files[name]).Should().BeTrue(name);
        }
        Directory.EnumerateFiles(Blobs, "*.incomplete").Should().BeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Directory.Delete(Cache, recursive: true);
    }
}

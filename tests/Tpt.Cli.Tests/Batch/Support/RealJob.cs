using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Support;

/// <summary>A job on real pictures with the built-in model: 20 rows in two shards, of which two cannot be read. Every job has the same list, and so the same fingerprint.</summary>
public sealed class RealJob : IAsyncLifetime, IDisposable
{
    public const int Shards = 2;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The files of the job that nothing happened to: name to bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> Undisturbed { get; private set; } = new Dictionary<string, byte[]>();

    public string UndisturbedFolder => _folder["undisturbed"];

    private string List => _folder["list.txt"];

    public async Task InitializeAsync()
    {
        string[] pictures = [.. Directory.GetFiles(Samples.Pictures, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(18)];
        var broken = _folder.Write("broken.png", "no picture");
        string[] lines = [.. pictures.Select(path => $"{path}\t{Path.GetFileName(Path.GetDirectoryName(path))}")];
        await File.WriteAllLinesAsync(List, [.. lines[..5], broken, .. lines[5..14], _folder["none.png"], .. lines[14..]]);
        var plan = await Plan(UndisturbedFolder);
        (await new TptProcess().Run("worker", "--plan", plan, "--shards", "0..2", "-q")).ShouldSucceed();
        (await new TptProcess().Run("commit", "--plan", plan, "-q")).ShouldSucceed();
        Undisturbed = FilesOf(UndisturbedFolder);
    }

    /// <summary>Plans the job in a folder.</summary>
    /// <returns>The plan.</returns>
    public async Task<string> Plan(string folder, params string[] more)
    {
        var classes = string.Join(',', Directory.GetDirectories(Samples.Pictures).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var output = await new TptProcess().Run(["plan", "--input", List, "--classes", classes, "--rows-per-shard", "10", "--views", "10", "--out", folder, "-q", .. more]);
        return output.ShouldSucceed().Lines.Single();
    }

    /// <summary>Commits a job, and holds all of its files against those of the undisturbed one.</summary>
    public async Task ShouldBeUndisturbed(string plan)
    {
        (await new TptProcess().Run("commit", "--plan", plan, "-q")).ShouldSucceed();
        var files = FilesOf(Path.GetDirectoryName(plan)!);
        files.Keys.Should().BeEquivalentTo(Undisturbed.Keys);
        foreach (var (name, bytes) in files)
        {
            bytes.AsSpan().SequenceEqual(Undisturbed[name]).Should().BeTrue("'{0}' should have the bytes of the run that nothing happened to", name);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, byte[]> FilesOf(string folder)
        => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes, StringComparer.Ordinal);
}

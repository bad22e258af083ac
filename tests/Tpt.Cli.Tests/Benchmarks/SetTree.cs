using System.Text.Json;

namespace Tpt.Cli.Tests.Benchmarks;

/// <summary>A folder of generated sets, gone when the test is over.</summary>
internal sealed class SetTree : IDisposable
{
    private static readonly byte[] _png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public SetTree() => Root = Directory.CreateTempSubdirectory("tpt-sets-").FullName;

    public string Root { get; }

    public string this[string relative] => Path.GetFullPath(Path.Combine(Root, relative));

    public SetTree Pictures(params string[] relative)
    {
        foreach (var path in relative)
        {
            File.WriteAllBytes(Parent(path), _png);
        }
        return this;
    }

    public SetTree Folder(string relative)
    {
        Directory.CreateDirectory(this[relative]);
        return this;
    }

    public SetTree Text(string relative, params string[] lines)
    {
        File.WriteAllText(Parent(relative), string.Join('\n', lines) + "\n");
        return this;
    }

    /// <summary>A split file with these entries in its parts.</summary>
    public SetTree Split(string relative, object[][] test, object[][]? train = null) =>
        Text(relative, JsonSerializer.Serialize(new { train = train ?? [], val = Array.Empty<object>(), test }));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Parent(string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        return this[relative];
    }
}

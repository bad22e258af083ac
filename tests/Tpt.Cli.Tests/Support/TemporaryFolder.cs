namespace Tpt.Cli.Tests.Support;

/// <summary>A folder that is gone at the end of the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tpt-cli").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, with the folders that it lies in.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text = "")
    {
        var path = this[name.Split('/')];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace Tpt.Cli.Batch.Workers;

/// <summary>A row as the ML.NET pipeline takes it.</summary>
/// <param name="path">The file; empty where there is nothing to read.</param>
internal sealed class PictureInput(string path)
{
    public string Path { get; } = path;
}

namespace Tpt.Cli.Batch.Files;

/// <summary>A folder for results, made with the folders above it that are not there. Where nothing is put into it, they go again.</summary>
internal sealed class MadeFolder : IDisposable
{
    // The innermost first.
    private readonly List<string> _made = [];

    /// <param name="path">The folder; one that is there stays as it is.</param>
    /// <exception cref="IOException">It cannot be made; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public MadeFolder(string path)
    {
        for (var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            _made.Add(folder);
        }
        try
        {
            Directory.CreateDirectory(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var folder in _made.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder);
            }
            // There is something in it, of this process or of another.
            catch (IOException)
            {
                return;
            }
        }
    }
}

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>Writes files that are there whole or not at all: beside their place, to the disk, and then under their name.</summary>
internal static class WholeFile
{
    /// <summary>What a file is called that is not whole yet.</summary>
    public const string Extension = ".tmp";

    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var temporary = TemporaryOf(path);
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Leaves a file alone that is there already, or that another process puts there meanwhile.</summary>
    public static async Task WriteIfAbsentAsync(string path, Func<Stream, Task> write)
    {
        var whole = TemporaryOf(path);
        await WriteAsync(whole, write);
        try
        {
            File.Move(whole, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(whole);
        }
    }

    /// <summary>Removes what processes that were killed left. Nobody else may be writing to the folder.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, $"*{Extension}"))
        {
            File.Delete(path);
        }
    }

    /// <summary>Two processes that write the same file at once do not write into each other's.</summary>
    private static string TemporaryOf(string path) => $"{path}.{Guid.NewGuid():N}{Extension}";
}

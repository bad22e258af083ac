namespace Tpt.Cli.Evaluation.Rows;

/// <summary>Writes files that are there whole or not at all: beside their place, to the disk, and then under their name.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<Stream> write) => Place(path, write, temporary => File.Move(temporary, path, overwrite: true));

    /// <summary>Leaves a file alone that is there already, or that another process puts there meanwhile.</summary>
    public static void WriteIfAbsent(string path, Action<Stream> write) => Place(path, write, temporary =>
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    });

    private static void Place(string path, Action<Stream> write, Action<string> place)
    {
        // Two processes that write the same file at once do not write into each other's.
        var temporary = FormattableString.Invariant($"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            place(temporary);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}

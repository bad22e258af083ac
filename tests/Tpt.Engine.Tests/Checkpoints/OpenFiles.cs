namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>What becomes of a file that the library reads differs by system: on Windows nobody can write to it, elsewhere anybody can.</summary>
internal static class OpenFiles
{
    /// <summary>Shows on Windows that a writer is refused while the library has the file open.</summary>
    /// <returns>Whether this is Windows.</returns>
    public static bool RefuseWriters(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            FluentActions.Invoking(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose()).Should().Throw<IOException>();
            return true;
        }
        return false;
    }

    /// <summary>Whether this process has the file open: Windows refuses to open it for one user alone, Linux lists what is open.</summary>
    public static bool IsOpenHere(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.GetFiles("/proc/self/fd").Any(file => new FileInfo(file).LinkTarget == path);
        }
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

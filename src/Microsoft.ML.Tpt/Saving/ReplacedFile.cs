using Tpt.Hub.Storing;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Writes a file beside its place and moves it there once it is whole: until then, and where anything fails, the old file stays as it was.</summary>
internal static class ReplacedFile
{
    private const string TemporaryExtension = ".tmp";

    /// <summary>How much of the file's name its temporary file bears: together they stay under the 255 bytes that file systems allow.</summary>
    private const int NameLength = 40;

    /// <param name="path">The file. Where it is a symbolic link, the file that it leads to is replaced, and the link stays.</param>
    /// <param name="write">Writes what the file is to hold.</param>
    /// <param name="check">Looks at the temporary file, by its path, before it takes the place of the old one, and throws where it is not whole.</param>
    /// <exception cref="IOException">The file cannot be written. On Windows a file that another process has open is not replaced: it is tried for 2 s.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only or a folder, or its folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write, Action<string> check)
    {
        var target = new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        CheckTarget(target);
        var name = Path.GetFileName(target);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $"{name[..Math.Min(name.Length, NameLength)]}.{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                CopyPermissions(target, stream);
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            check(temporary);
            FileReplacement.Move(temporary, target);
        }
        catch
        {
            FileReplacement.Discard(temporary);
            throw;
        }
    }

    private static void CheckTarget(string target)
    {
        if (Path.GetFileName(target).Length == 0 || Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"'{target}' is a folder; give the path of a file in it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new DirectoryNotFoundException($"There is no folder '{Path.GetDirectoryName(target)}' to save '{Path.GetFileName(target)}' in; create it first.");
        }

        if (File.Exists(target) && new FileInfo(target).IsReadOnly)
        {
            throw new UnauthorizedAccessException($"'{target}' is read-only, so it is not replaced.");
        }
    }

    /// <summary>Before anything is in it, so that a private file's successor is never public. On Windows the folder decides.</summary>
    private static void CopyPermissions(string target, FileStream stream)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
        }
    }
}

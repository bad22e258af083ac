using Tpt.Hub;

namespace Microsoft.ML.Tpt.Models;

/// <summary>A path as it was written down, on this system or on another.</summary>
internal static class WrittenPath
{
    private static readonly char[] _ofUnix = ['/'];
    private static readonly char[] _ofAny = ['/', '\\', ':'];

    /// <summary>Whether it is absolute where it was written: <c>/models/clip</c>, <c>C:\models\clip</c>, <c>\\server\models\clip</c>.</summary>
    public static bool IsAbsolute(string path) => Path.IsPathRooted(path) || path.StartsWith('/') || IsOfWindowsAlone(path);

    /// <summary>Whether it begins with a drive, a server or the root of a drive, as absolute paths do on Windows and nowhere else.</summary>
    public static bool IsOfWindowsAlone(string path) => path.StartsWith('\\')
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '/' or '\\');

    /// <summary>The path as it is saved: a relative one that was written on Windows has slashes, which every system reads.</summary>
    /// <param name="path">The path as it was given; <see langword="null"/>: none.</param>
    /// <param name="isWindows">Whether this is Windows; elsewhere a name may have a backslash in it.</param>
    public static string? Portable(string? path, bool isWindows) => isWindows && path is not null && !IsAbsolute(path) ? path.Replace('\\', '/') : path;

    /// <summary>The path, and where it may have been written on Windows and is read elsewhere, the same with slashes.</summary>
    public static IEnumerable<string> Spellings(string path) =>
        OperatingSystem.IsWindows() || !path.Contains('\\', StringComparison.Ordinal) ? [path] : [path, path.Replace('\\', '/')];

    /// <summary>
    /// By what an absolute path is looked for in another folder: <c>/models/clip</c> by <c>clip</c>; a file,
    /// <c>/models/clip/model.safetensors</c>, by <c>clip/model.safetensors</c> and then <c>model.safetensors</c>.
    /// </summary>
    public static IReadOnlyList<string> NamesOf(string path)
    {
        // On Unix a name may have a backslash in it.
        var separators = path.StartsWith('/') && !OperatingSystem.IsWindows() ? _ofUnix : _ofAny;
        var parts = path.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [.., var folder, var file] when HubReference.MeansFile(file) && IsName(folder) && IsName(file) => [Path.Combine(folder, file), file],
            [.., var last] when IsName(last) => [last],
            _ => [],
        };
    }

    private static bool IsName(string part) => part is not ("." or "..");
}

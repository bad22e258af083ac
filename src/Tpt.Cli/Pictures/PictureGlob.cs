using Microsoft.Extensions.FileSystemGlobbing;
using Tpt.Cli.Disk;

namespace Tpt.Cli.Pictures;

/// <summary>A pattern such as <c>photos/**/*.jpg</c>, for shells that do not expand it themselves, and for <c>**</c>, which few do.</summary>
internal static class PictureGlob
{
    private static readonly char[] _separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>Whether something that there is not is a pattern: it has a star.</summary>
    public static bool IsPattern(string path) => path.Contains('*', StringComparison.Ordinal);

    /// <summary>The files that a pattern stands for, by path. Hidden ones are left out, and those in hidden folders.</summary>
    /// <param name="pattern">The pattern; upper and lower case are one.</param>
    /// <param name="extensions">The endings that pictures have, for a pattern that does not say one.</param>
    public static IEnumerable<string> Files(string pattern, IReadOnlyList<string> extensions)
    {
        var (root, rest) = Split(pattern);
        var folder = root.Length == 0 ? "." : root;
        if (!Directory.Exists(folder))
        {
            return [];
        }
        var says = rest[(rest.LastIndexOfAny(_separators) + 1)..].Contains('.', StringComparison.Ordinal);
        return new Matcher(StringComparison.OrdinalIgnoreCase).AddInclude(rest).GetResultsInFullPath(folder)
            .Select(file => Path.GetRelativePath(Path.GetFullPath(folder), file))
            .Where(file => IsVisible(folder, file) && (says || PictureFolder.IsPicture(file, extensions)))
            .Order(StringComparer.Ordinal)
            .Select(file => Path.Combine(root, file));
    }

    /// <summary>The folders before the first star, and the pattern below them.</summary>
    private static (string Root, string Pattern) Split(string pattern)
    {
        var end = pattern.LastIndexOfAny(_separators, pattern.IndexOf('*', StringComparison.Ordinal));
        return (pattern[..(end + 1)], pattern[(end + 1)..]);
    }

    private static bool IsVisible(string folder, string file)
    {
        for (var entry = file; entry.Length > 0; entry = Path.GetDirectoryName(entry)!)
        {
            if (!VisibleEntry.Counts(new FileInfo(Path.Combine(folder, entry))))
            {
                return false;
            }
        }
        return true;
    }
}

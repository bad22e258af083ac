using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation;

/// <summary>Where the results of a run go: a folder, and in it one for each set.</summary>
internal static class OutputFolder
{
    public const string Default = "tpt-evaluation";

    private static readonly char[] _notInNames = [.. Path.GetInvalidFileNameChars(), '/', '\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>The folder of a set. Characters that no folder may have on some system are written as underscores.</summary>
    public static string OfSet(string output, string setName)
    {
        var name = string.Concat(setName.Select(one => _notInNames.Contains(one) ? '_' : one)).Trim(' ', '.');
        return Path.Combine(output, name.Length > 0 ? name : "set");
    }

    /// <summary>Results among the class folders would be a class the next time.</summary>
    /// <exception cref="ArgumentException">They would lie there.</exception>
    public static void RequireOutside(string output, string pictures)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(pictures));
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(output));
        if (relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(relative))
        {
            throw new ArgumentException($"The results would go to '{Excerpt.Of(output)}', which lies among the class folders of '{Excerpt.Of(pictures)}'. Name a folder elsewhere with --out.");
        }
    }
}

using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Terminal;
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
    /// <param name="output">The folder of the results.</param>
    /// <param name="pictures">The folder that has the class folders.</param>
    /// <exception cref="ArgumentException">They would lie there.</exception>
    public static void RequireOutside(string output, string pictures)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(pictures));
        foreach (var results in (string[])[output, OfSet(output, Path.GetFileName(folder))])
        {
            if (RealPath.Contains(folder, results))
            {
                throw new ArgumentException($"The results would go to '{Excerpt.Of(results)}', which lies among the class folders of '{Excerpt.Of(pictures)}'. Name a folder elsewhere with --out.");
            }
        }
    }

    /// <summary>The folder of a set may have what an evaluation left there, and nothing of anybody else, whose files would be replaced.</summary>
    /// <param name="folder">The folder of the set.</param>
    /// <exception cref="InvalidDataException">It has other files, or is one.</exception>
    public static void RequireOwn(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InvalidDataException($"The results would go to '{Excerpt.Of(folder)}', which is a file. Name another folder with --out.");
        }
        if (!Directory.Exists(folder) || File.Exists(Path.Combine(folder, RunFingerprint.FileName)))
        {
            return;
        }
        string[] others = [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Where(name => !IsOfStart(name)).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
        {
            throw new InvalidDataException($"The results would go to '{Excerpt.Of(folder)}', which has {Excerpt.Of(others)} and no {RunFingerprint.FileName} of an evaluation. Name another folder with --out, or empty it.");
        }
    }

    /// <summary>Whether an entry is of an evaluation that has just begun, or hidden.</summary>
    private static bool IsOfStart(string name)
        => name.StartsWith('.') || name == RunFingerprint.PicturesFileName || name.EndsWith(WholeFile.Extension, StringComparison.Ordinal) || RowFileName.IsOne(name);
}

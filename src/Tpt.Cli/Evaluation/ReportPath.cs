using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation;

/// <summary>Looks at the path that a command line has for the report, before anything is scored.</summary>
internal static class ReportPath
{
    private static readonly string[] _extensions = [".html", ".htm"];

    /// <param name="path">The path.</param>
    /// <param name="inputs">The files that are read.</param>
    /// <exception cref="InvalidDataException">It is a folder, lies in none, is something else than a report, or leads to something else.</exception>
    public static void Require(string path, IEnumerable<string> inputs)
    {
        var shown = Excerpt.Of(path);
        Refuse(string.IsNullOrWhiteSpace(path), $"--report is '{shown}'. Name a file.");
        Refuse(Directory.Exists(path) || Path.GetFileName(path).Length == 0, $"--report is '{shown}', a folder. Name a file in it.");
        var full = Path.GetFullPath(path);
        Refuse(!Directory.Exists(Path.GetDirectoryName(full)), $"--report is '{shown}', but there is no folder '{Excerpt.Of(Path.GetDirectoryName(full)!)}'. Create it first, or name a file in one that exists.");
        Refuse(File.Exists(full) && !IsDevice(full) && !_extensions.Contains(Path.GetExtension(full), StringComparer.OrdinalIgnoreCase), $"--report is '{shown}', a file that is there and that is no report by its name. Name one that ends in .html.");
        OutputGuard.Require(path, "--report", inputs);
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void Refuse(bool isWrong, string why)
    {
        if (isWrong)
        {
            throw new InvalidDataException(why);
        }
    }
}

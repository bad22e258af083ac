using System.Globalization;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>The files of a range: <c>rows-0-1000.jsonl</c>.</summary>
internal static partial class RowFileName
{
    public const string RowsExtension = "jsonl";

    public const string LockExtension = "lock";

    public static string Of(RowRange range, string extension) => Invariant($"rows-{range.From}-{range.To}.{extension}");

    /// <summary>The ranges of which the folder has a file, in the order of the rows.</summary>
    public static IReadOnlyList<(string Path, RowRange Range)> AllIn(string folder, string extension) =>
    [
        .. Directory.EnumerateFiles(folder, $"rows-*.{extension}")
            .Select(path => (Path: path, Match: Pattern().Match(Path.GetFileName(path))))
            .Where(file => file.Match.Success && file.Match.Groups[3].Value == extension)
            .Select(file => (file.Path, Range: new RowRange(Number(file.Match, 1), Number(file.Match, 2))))
            .OrderBy(file => file.Range.From).ThenBy(file => file.Range.To),
    ];

    /// <summary>Whether a file may be one of rows or the lock of a range.</summary>
    public static bool IsOne(string name) => Pattern().Match(name) is { Success: true } match && match.Groups[3].Value is RowsExtension or LockExtension;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^rows-([0-9]{1,9})-([0-9]{1,9})\\.([a-z]+)$")]
    private static partial Regex Pattern();
}

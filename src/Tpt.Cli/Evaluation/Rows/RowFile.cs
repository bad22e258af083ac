using Tpt.Cli.Disk;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>Reads a file of rows. What a process that was killed left at its end is no row, and does not count.</summary>
internal static class RowFile
{
    /// <param name="path">The file.</param>
    /// <param name="set">The set whose rows it has.</param>
    /// <param name="methods">How many methods each row has an answer of.</param>
    /// <returns>The rows, and the length in bytes up to the end of the last.</returns>
    /// <exception cref="InvalidDataException">A line before the last is no row of the set.</exception>
    public static (IReadOnlyList<ScoredRow> Rows, long Length) Read(string path, LabelledSet set, int methods)
    {
        var bytes = ReadShared(path);
        var rows = new List<ScoredRow>();
        var (start, lineNumber, torn) = (0, 1, default((int Start, int Line)?));
        for (; Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end; start = end + 1, lineNumber++)
        {
            if (RowJson.FromLine(bytes.AsSpan(start, end - start)) is not { } row)
            {
                torn ??= (start, lineNumber);
                continue;
            }
            if (torn is { } earlier)
            {
                throw Damaged(path, earlier.Line, "is no row, and rows follow it");
            }
            rows.Add(Check(row, set, methods, path, lineNumber));
        }
        return (rows, torn?.Start ?? start);
    }

    /// <summary>Whether a file has a row of whatever set. The beginning of one is none.</summary>
    public static bool HasRow(string path)
    {
        var bytes = ReadShared(path);
        var start = 0;
        for (; Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end; start = end + 1)
        {
            if (RowJson.FromLine(bytes.AsSpan(start, end - start)) is not null)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The owner of a range may be writing to it.</summary>
    private static byte[] ReadShared(string path)
    {
        using var file = SharedFile.Open(path);
        var bytes = new byte[file.Length];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static ScoredRow Check(ScoredRow row, LabelledSet set, int methods, string path, int lineNumber)
    {
        if (row.Row < 0 || row.Row >= set.Pictures.Count)
        {
            throw Damaged(path, lineNumber, Invariant($"is row {row.Row}, but the set has {set.Pictures.Count} pictures"));
        }
        var picture = set.Pictures[row.Row];
        if (row.Label != picture.Label)
        {
            throw Damaged(path, lineNumber, Invariant($"has the label {row.Label}, but the picture '{Excerpt.Of(picture.Name)}' has {picture.Label}"));
        }
        if (row.Answers.Count != (row.Error is null ? methods : 0))
        {
            throw Damaged(path, lineNumber, Invariant($"has {row.Answers.Count} answers for {methods} methods"));
        }
        var classes = set.Classes.Count;
        if (row.Answers.Any(answer => !IsClass(answer.Predicted) || answer.LabelRank < 1 || answer.LabelRank > classes || answer.Top.Count == 0 || answer.Top.Any(top => !IsClass(top.Class))))
        {
            throw Damaged(path, lineNumber, Invariant($"names a class that is none of the {classes}"));
        }
        return row with { Picture = picture.Name };

        bool IsClass(int index) => index >= 0 && index < classes;
    }

    private static InvalidDataException Damaged(string path, int lineNumber, string fault)
        => new(Invariant($"'{Excerpt.Of(path)}', line {lineNumber}: it {fault}. The file was changed or damaged. Delete it to score its rows again, or start over with --restart."));
}

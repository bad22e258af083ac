using System.Globalization;

namespace Tpt.Cli.Predictions;

/// <summary>CSV as RFC 4180 has it, but for the line end, which is that of the other tools of a pipe. Numbers have a point, and as many digits as give the same number again.</summary>
/// <param name="output">Where to.</param>
/// <param name="classes">The classes, in the order of the scores.</param>
/// <param name="top">How many of the most probable classes are told.</param>
internal sealed class CsvWriter(TextWriter output, IReadOnlyList<string> classes, int top) : IPredictionWriter
{
    private readonly int _next = Math.Min(top, classes.Count) - 1;

    public void Begin() => Write(["path", "label", "score", "zeroShotLabel", "zeroShotScore", "error", .. Enumerable.Range(2, _next).SelectMany(place => new[] { $"label{place}", $"score{place}" })]);

    public void Write(ScoredPicture picture)
    {
        if (picture.Prediction is null)
        {
            Write([picture.Path, null, null, null, null, picture.Error, .. new string?[2 * _next]]);
            return;
        }
        var answer = PictureAnswer.Of(picture.Prediction, classes, top);
        Write(
        [
            picture.Path, answer.Top[0].ClassName, Number(answer.Top[0].Score), answer.ZeroShot.ClassName, Number(answer.ZeroShot.Score), null,
            .. answer.Top.Skip(1).SelectMany(one => new[] { one.ClassName, Number(one.Score) }),
        ]);
    }

    private void Write(IEnumerable<string?> fields) => output.Write(string.Join(',', fields.Select(Escape)) + "\n");

    /// <summary>A field with a comma, a quote or a line end stands in quotes, its own quotes doubled.</summary>
    private static string? Escape(string? field) =>
        field?.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}

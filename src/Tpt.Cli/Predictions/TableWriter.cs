using System.Globalization;
using Tpt.Cli.Terminal;
using Tpt.Engine;

namespace Tpt.Cli.Predictions;

/// <summary>
/// A line a picture, for people: label and score, zero-shot's, and the classes behind. The widths follow from the names, before anything is
/// scored, so lines come as pictures are done. A bad picture is a line on the error output.
/// </summary>
internal sealed class TableWriter : IPredictionWriter
{
    private const int WidestPicture = 30;
    private const int WidestLabel = 18;
    private const int ScoreWidth = 5;
    private const string Gap = "  ";

    private readonly TextWriter _output;
    private readonly Action<string> _warn;
    private readonly IReadOnlyList<string> _classes;
    private readonly int _top;
    private readonly bool _adapts;
    private readonly int _width;
    private readonly int _picture;
    private readonly int _label;

    /// <param name="output">Where to.</param>
    /// <param name="warn">Hears of bad pictures.</param>
    /// <param name="pictures">The pictures to come.</param>
    /// <param name="classes">The classes, in the order of the scores.</param>
    /// <param name="top">How many of the most probable classes are told.</param>
    /// <param name="adapts">Whether there is a zero-shot answer of its own.</param>
    /// <param name="width">The width of a line.</param>
    public TableWriter(TextWriter output, Action<string> warn, IReadOnlyList<string> pictures, IReadOnlyList<string> classes, int top, bool adapts, int width)
    {
        (_output, _warn, _classes, _top, _adapts, _width) = (output, warn, classes, top, adapts, width);
        _picture = Math.Clamp(pictures.Max(CellText.Width), "Picture".Length, WidestPicture);
        _label = Math.Clamp(classes.Max(CellText.Width), adapts ? "Zero-shot".Length - ScoreWidth : "Label".Length, WidestLabel);
    }

    private int AnswerWidth => _label + ScoreWidth;

    public void Begin() => WriteLine("Picture", "Label", "Zero-shot", Math.Min(_top, _classes.Count) > 1 ? "Next" : "");

    public void Write(ScoredPicture picture)
    {
        if (picture.Prediction is not { } prediction)
        {
            _warn($"{CellText.Quoted(picture.Path)}: {picture.Error}");
            return;
        }
        var answer = PictureAnswer.Of(prediction, _classes, _top);
        WriteLine(picture.Path, Answer(answer.Top[0]), Answer(answer.ZeroShot), Next(answer.Top.Skip(1)));
    }

    /// <summary>The classes behind, as many as the line has room for.</summary>
    private string Next(IEnumerable<ClassScore> classes)
    {
        var room = _width - _picture - ((AnswerWidth + Gap.Length) * (_adapts ? 2 : 1)) - Gap.Length;
        var next = "";
        foreach (var one in classes.Select(one => $"{one.ClassName} {Number(one.Score)}"))
        {
            var longer = next.Length == 0 ? one : $"{next}, {one}";
            if (CellText.Width(longer) > room)
            {
                break;
            }
            next = longer;
        }
        return next;
    }

    private void WriteLine(string picture, string label, string zeroShot, string next)
    {
        string[] cells = [CellText.FillPath(picture, _picture), CellText.Fill(label, AnswerWidth), .. _adapts ? [CellText.Fill(zeroShot, AnswerWidth)] : Array.Empty<string>(), next];
        _output.WriteLine(CellText.CutEnd(string.Join(Gap, cells).TrimEnd(), _width));
    }

    private string Answer(ClassScore answer) => $"{CellText.Fill(answer.ClassName, _label)} {Number(answer.Score)}";

    private static string Number(float value) => value.ToString("F2", CultureInfo.InvariantCulture);
}

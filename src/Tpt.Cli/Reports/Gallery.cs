using Tpt.Cli.Pictures;
using Tpt.Cli.Results;

namespace Tpt.Cli.Reports;

/// <summary>The pictures that a method repaired and those that it broke, the surest first.</summary>
/// <param name="pictures">Reads the pictures again.</param>
/// <param name="most">How many pictures of a kind are shown.</param>
internal sealed class Gallery(PictureReader pictures, int most)
{
    private const int Side = 160;

    public void Write(HtmlWriter html, SetEvaluation evaluation)
    {
        for (var method = 1; method < evaluation.Methods.Count; method++)
        {
            var name = evaluation.Methods[method].Name;
            WriteKind(html, evaluation, method, $"Repaired by {name}", row => !row.Answers[0].IsRight && row.Answers[method].IsRight);
            WriteKind(html, evaluation, method, $"Broken by {name}", row => row.Answers[0].IsRight && !row.Answers[method].IsRight);
        }
    }

    private void WriteKind(HtmlWriter html, SetEvaluation evaluation, int method, string title, Func<ScoredRow, bool> isOfTheKind)
    {
        var rows = evaluation.Rows.Where(row => row.Error is null && isOfTheKind(row)).OrderByDescending(row => row.Answers[method].Confidence).ThenBy(row => row.Row).ToList();
        html.Leaf("h4", $"{title}: {Figures.Count(rows.Count)}{(rows.Count > most ? $", of which {most} are shown" : "")}");
        if (rows.Count == 0)
        {
            return;
        }
        using var gallery = html.Element("div", ("class", "gallery"));
        foreach (var row in rows.Take(most))
        {
            WritePicture(html, evaluation, row, method);
        }
    }

    private void WritePicture(HtmlWriter html, SetEvaluation evaluation, ScoredRow row, int method)
    {
        using var figure = html.Element("figure", ("title", row.Picture));
        using (html.Element("div", ("class", "frame")))
        {
            WriteThumbnail(html, evaluation.Set.Pictures[row.Row].Path, row.Picture);
        }
        using var caption = html.Element("figcaption");
        html.Leaf("strong", ClassLabel.Of(evaluation.Set.Classes[row.Label]));
        WriteAnswer(html, evaluation, "before", row.Answers[0]);
        WriteAnswer(html, evaluation, "after", row.Answers[method]);
    }

    private void WriteThumbnail(HtmlWriter html, string path, string name)
    {
        if (pictures.Read(path).Pixels is { } pixels)
        {
            html.Void("img", ("src", Thumbnail.Of(pixels, Side)), ("alt", name));
        }
        else
        {
            html.Leaf("span", "This picture cannot be read any more.", ("class", "gone"));
        }
    }

    private static void WriteAnswer(HtmlWriter html, SetEvaluation evaluation, string when, MethodAnswer answer)
    {
        using var line = html.Element("span", ("class", answer.IsRight ? "answer is-right" : "answer is-wrong"));
        html.Leaf("small", when);
        html.Leaf("span", evaluation.Set.Classes[answer.Predicted].Name, ("class", "name"));
        html.Leaf("span", Figures.WholePercent(answer.Confidence), ("class", "confidence"));
    }
}

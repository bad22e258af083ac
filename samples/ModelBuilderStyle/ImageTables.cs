using Spectre.Console;
using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>The images with their answers, as wide as the console: what adaptation changed first, then the rest.</summary>
internal static class ImageTables
{
    private static readonly string[] _changes = ["fixed", "broken", "changed"];

    private const int MostRows = 200;
    private const int Gap = 2;
    private const int Narrowest = 12;

    public static void Write(IAnsiConsole console, ImageFolder folder, Evaluation evaluation, bool adapts)
    {
        var images = evaluation.Images;
        if (!adapts)
        {
            Write(console, folder, "Plain zero-shot", images, [AnswerColumn.ZeroShot]);
            return;
        }
        ScoredImage[] changed = [.. images.Where(image => image.Change.Length > 0).OrderBy(image => Array.IndexOf(_changes, image.Change))];
        ScoredImage[] rest = [.. images.Where(image => image.Change.Length == 0)];
        Write(console, folder, Invariant($"Adaptation changed the answer of {changed.Length} of {Words.Count(images.Count, "image")}"), changed, [AnswerColumn.ZeroShot, AnswerColumn.Adapted, AnswerColumn.Change]);
        Write(console, folder, Invariant($"The same answer: {Words.Count(rest.Length, "image")}"), rest, AnswerColumn.Same);
    }

    private static void Write(IAnsiConsole console, ImageFolder folder, string title, IReadOnlyList<ScoredImage> images, AnswerColumn[] columns)
    {
        console.WriteLine();
        console.WriteLine(title);
        if (images.Count == 0)
        {
            return;
        }
        var shown = images.Take(MostRows).ToArray();
        var (header, nameOf) = Names(folder, shown);
        var widths = Fit(
            [Math.Max(CellText.Width(header), shown.Max(image => CellText.Width(nameOf(image)))), .. columns.Select(column => column.NaturalWidth(shown))],
            console.Profile.Width);
        var table = new Table { Border = TableBorder.None };
        for (var i = 0; i < widths.Length; i++)
        {
            var text = i == 0 ? CellText.CutMiddle(header, widths[0]) : columns[i - 1].Header;
            table.AddColumn(new TableColumn(new Text(text, new Style(decoration: Decoration.Bold))) { Width = widths[i], NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });
        }
        foreach (var image in shown)
        {
            table.AddRow([new Text(CellText.CutMiddle(nameOf(image), widths[0])), .. columns.Select((column, i) => column.Cell(image, widths[i + 1]))]);
        }
        console.Write(table);
        if (images.Count > shown.Length)
        {
            console.WriteLine(Invariant($"and {Words.Count(images.Count - shown.Length, "image")} more: --csv and --json write all"));
        }
    }

    /// <summary>Names below the folder. Where all files have one name, it stands in the header once.</summary>
    private static (string Header, Func<ScoredImage, string> NameOf) Names(ImageFolder folder, ScoredImage[] images)
    {
        var file = Path.GetFileName(images[0].ImageSource);
        string Below(string path) => CellText.Visible(Path.GetRelativePath(folder.Root, path));
        return images.Length > 1 && images.All(image => Path.GetFileName(image.ImageSource) == file)
            ? (CellText.Visible(Path.Combine("*", file)), image => Below(Path.GetDirectoryName(image.ImageSource)!))
            : ("Image", image => Below(image.ImageSource));
    }

    /// <summary>Takes from the widest column, cell by cell, until all fit.</summary>
    private static int[] Fit(int[] widths, int available)
    {
        while (widths.Sum() + (Gap * widths.Length) > available && widths.Max() > Narrowest)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }
        return widths;
    }
}

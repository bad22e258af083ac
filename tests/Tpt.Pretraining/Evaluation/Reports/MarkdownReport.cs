namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>A report as Markdown.</summary>
internal static class MarkdownReport
{
    /// <param name="path">The file, which is written anew.</param>
    /// <param name="title">The heading of the whole.</param>
    /// <param name="opening">What stands in front of the sections, a paragraph each.</param>
    /// <param name="sections">The sections.</param>
    public static void Write(string path, string title, IEnumerable<string> opening, IEnumerable<ReportSection> sections)
        => File.WriteAllLines(path, [$"# {title}", .. opening.SelectMany(Paragraph), .. sections.SelectMany(Lines)]);

    private static IEnumerable<string> Lines(ReportSection section) =>
    [
        "",
        $"## {section.Title}",
        .. Paragraph(section.Before),
        "",
        Row(section.Columns),
        Row(section.Columns.Select(_ => "---")),
        .. section.Rows.Select(Row),
        .. section.After.SelectMany(Paragraph),
    ];

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Paragraph(string text) => ["", text];
}

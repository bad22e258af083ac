using Tpt.Pretraining.Evaluation.Reports;

namespace Tpt.Pretraining.Evaluation;

/// <summary>Where a report goes.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Path">The Markdown file; null is the console alone.</param>
internal sealed record ReportTarget(string Title, string? Path)
{
    /// <summary>Prints the sections and, if it is asked for, writes them.</summary>
    /// <param name="opening">What stands in front of the sections in the file.</param>
    /// <param name="sections">The sections.</param>
    public void Publish(IReadOnlyList<string> opening, IReadOnlyList<ReportSection> sections)
    {
        foreach (var section in sections)
        {
            EvaluationConsole.Section(section);
        }
        if (Path is not null)
        {
            MarkdownReport.Write(Path, Title, [.. opening, ScoreTable.Legend], sections);
        }
    }
}

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>A part of a report: a table with what there is to say about it.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Before">What stands in front of the table.</param>
/// <param name="Columns">The table's columns.</param>
/// <param name="Rows">Its rows, a cell a column.</param>
/// <param name="After">What follows the table, a paragraph each.</param>
internal sealed record ReportSection(
    string Title, string Before, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> After);

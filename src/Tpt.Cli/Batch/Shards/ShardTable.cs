using Tpt.Cli.Batch.Files;
using Tpt.Cli.Results;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Shards;

/// <summary>
/// The columns of results: id, path, label, error, views, adapted, fallback; predicted, score, the label's rank, score and Brier score, entropy, the second to fifth class with
/// their scores; and the same of the zero-shot scores. No time is among them, so that two attempts give the same bytes.
/// </summary>
internal sealed class ShardTable
{
    /// <summary>How many of the highest scores are kept.</summary>
    public const int TopCount = 5;

    public const string ZeroShot = "zero_shot_";

    private const int RowsPerGroup = 10_000;

    private readonly ParquetTable<ShardRow> _table;

    /// <param name="labels">The labels of the classes, in the order of the scores.</param>
    public ShardTable(IReadOnlyList<string> labels) => _table = new ParquetTable<ShardRow>(
        [
            new("id", typeof(long), row => row.Id),
            new("path", typeof(string), row => row.Path),
            new("label", typeof(string), row => row.Label),
            new("error", typeof(string), row => row.Error),
            new("views", typeof(int), row => row.Views),
            new("adapted", typeof(bool), row => row.Answer?.IsAdapted),
            new("fallback", typeof(bool), row => row.Answer?.IsFallback),
            .. Answers("", row => row.Answer, labels),
            .. Answers(ZeroShot, row => row.ZeroShot, labels),
        ],
        RowsPerGroup);

    public Task WriteAsync(Stream stream, IAsyncEnumerable<ShardRow> rows, IReadOnlyDictionary<string, string> metadata) => _table.WriteAsync(stream, rows, metadata);

    private static IEnumerable<ParquetColumn<ShardRow>> Answers(string prefix, Func<ShardRow, MethodAnswer?> answer, IReadOnlyList<string> labels) =>
    [
        new($"{prefix}predicted", typeof(string), row => answer(row) is { } one ? labels[one.Predicted] : null),
        new($"{prefix}score", typeof(float), row => answer(row)?.Confidence),
        new($"{prefix}label_rank", typeof(int), row => answer(row) is { LabelRank: > 0 } one ? one.LabelRank : null),
        new($"{prefix}label_score", typeof(float), row => answer(row) is { LabelRank: > 0 } one ? one.LabelScore : null),
        new($"{prefix}brier_score", typeof(double), row => answer(row) is { LabelRank: > 0 } one ? one.BrierScore : null),
        new($"{prefix}entropy", typeof(float), row => answer(row)?.Entropy),
        .. Enumerable.Range(1, TopCount - 1).SelectMany(place => new ParquetColumn<ShardRow>[]
        {
            new(Invariant($"{prefix}top{place + 1}"), typeof(string), row => answer(row) is { } one && place < one.Top.Count ? labels[one.Top[place].Class] : null),
            new(Invariant($"{prefix}top{place + 1}_score"), typeof(float), row => answer(row) is { } one && place < one.Top.Count ? one.Top[place].Score : null),
        }),
    ];
}

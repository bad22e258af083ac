using Tpt.Cli.Batch.Files;
using Tpt.Cli.Results;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Shards;

/// <summary>Reads a group of rows of results back.</summary>
/// <param name="source">The file.</param>
/// <param name="group">The number of the group.</param>
/// <param name="classes">The index of each label.</param>
internal sealed class ShardGroup(ParquetSource source, int group, IReadOnlyDictionary<string, int> classes)
{
    /// <exception cref="InvalidDataException">A column is missing or of another type, or a label is none of the classes.</exception>
    public async Task<IReadOnlyList<ShardRow>> ReadAsync()
    {
        var (ids, paths, labels, errors, views) = (await NumbersAsync<long>("id"), await TextsAsync("path"), await TextsAsync("label"), await TextsAsync("error"), await NumbersAsync<int>("views"));
        var (answers, zeroShot) = (await AnswersAsync(""), await AnswersAsync(ShardTable.ZeroShot));
        var (adapted, fallback) = (await NumbersAsync<bool>("adapted"), await NumbersAsync<bool>("fallback"));
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = answers[i] is { } answer ? answer with { IsAdapted = adapted[i] ?? false, IsFallback = fallback[i] ?? false } : null;
        }
        return [.. Enumerable.Range(0, ids.Length).Select(i => new ShardRow(ids[i] ?? -1, paths[i] ?? "", labels[i], errors[i], views[i] ?? 0, answers[i], zeroShot[i]))];
    }

    private async Task<MethodAnswer?[]> AnswersAsync(string prefix)
    {
        var (predicted, score, entropy) = (await TextsAsync($"{prefix}predicted"), await NumbersAsync<float>($"{prefix}score"), await NumbersAsync<float>($"{prefix}entropy"));
        var (ranks, labelScores, brierScores) = (await NumbersAsync<int>($"{prefix}label_rank"), await NumbersAsync<float>($"{prefix}label_score"), await NumbersAsync<double>($"{prefix}brier_score"));
        List<(string?[] Labels, float?[] Scores)> more = [];
        for (var place = 2; place <= ShardTable.TopCount; place++)
        {
            more.Add((await TextsAsync(Invariant($"{prefix}top{place}")), await NumbersAsync<float>(Invariant($"{prefix}top{place}_score"))));
        }
        return [.. Enumerable.Range(0, predicted.Length).Select(i => predicted[i] is { } first
            ? new MethodAnswer(
                ClassOf(first), score[i] ?? float.NaN, ranks[i] ?? 0, labelScores[i] ?? 0, entropy[i] ?? float.NaN,
                [new TopScore(ClassOf(first), score[i] ?? float.NaN), .. more.TakeWhile(one => one.Labels[i] is not null).Select(one => new TopScore(ClassOf(one.Labels[i]!), one.Scores[i] ?? float.NaN))],
                double.NaN)
            {
                BrierScore = brierScores[i] ?? 0,
            }
            : null)];
    }

    private int ClassOf(string label) => classes.TryGetValue(label, out var index) ? index : throw new InvalidDataException($"The results have the class '{Engine.Validation.Excerpt.Of(label)}', which the plan does not have.");

    private Task<string?[]> TextsAsync(string column) => source.ReadTextsAsync(group, column);

    private Task<TValue?[]> NumbersAsync<TValue>(string column)
        where TValue : struct
        => source.ReadNumbersAsync<TValue>(group, column);
}

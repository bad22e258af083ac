using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>How often one class is taken for another by one method.</summary>
internal sealed class ConfusionCounts
{
    private readonly Dictionary<(int Label, int Predicted), int> _counts = [];

    /// <param name="rows">The rows of a set.</param>
    /// <param name="method">The method's place in their answers.</param>
    public ConfusionCounts(IEnumerable<ScoredRow> rows, int method)
    {
        foreach (var row in rows.Where(row => row.Error is null))
        {
            var pair = (row.Label, row.Answers[method].Predicted);
            _counts[pair] = _counts.GetValueOrDefault(pair) + 1;
        }
    }

    public int this[int label, int predicted] => _counts.GetValueOrDefault((label, predicted));

    /// <summary>
    /// The classes of the pairs that are confused most by any of the methods, those of one pair side by side. Fewer where fewer are confused.
    /// </summary>
    public static IReadOnlyList<int> Worst(IReadOnlyList<ConfusionCounts> methods, int most)
    {
        var pairs = methods.SelectMany(method => method._counts).Where(entry => entry.Key.Label != entry.Key.Predicted)
            .GroupBy(entry => (Math.Min(entry.Key.Label, entry.Key.Predicted), Math.Max(entry.Key.Label, entry.Key.Predicted)), entry => entry.Value)
            .OrderByDescending(pair => pair.Sum()).ThenBy(pair => pair.Key);
        var classes = new List<int>();
        foreach (var ((first, second), _) in pairs.Select(pair => (pair.Key, pair)))
        {
            var missing = new[] { first, second }.Except(classes).ToList();
            if (classes.Count + missing.Count <= most)
            {
                classes.AddRange(missing);
            }
        }
        return classes;
    }
}

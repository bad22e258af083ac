using System.Text.RegularExpressions;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>The predictions as a table, for formats without nesting. A method's columns begin with its name: <c>zero_shot_predicted</c>.</summary>
internal static partial class PredictionColumns
{
    public const int TopCount = 5;

    public static IReadOnlyList<PredictionColumn> Of(SetEvaluation evaluation)
    {
        var classes = evaluation.Set.Classes;
        return
        [
            new("row", typeof(int), row => row.Row),
            new("picture", typeof(string), row => row.Picture),
            new("label", typeof(string), row => classes[row.Label].Label),
            new("label_name", typeof(string), row => classes[row.Label].Name),
            new("error", typeof(string), row => row.Error),
            .. Prefixes([.. evaluation.Methods.Select(method => method.Name)]).SelectMany((prefix, method) => OfMethod(prefix, method, classes)),
        ];
    }

    private static IEnumerable<PredictionColumn> OfMethod(string prefix, int method, IReadOnlyList<SetClass> classes) =>
    [
        new($"{prefix}_predicted", typeof(string), Answer(answer => classes[answer.Predicted].Label, method)),
        new($"{prefix}_confidence", typeof(float), Answer(answer => answer.Confidence, method)),
        new($"{prefix}_label_rank", typeof(int), Answer(answer => answer.LabelRank, method)),
        new($"{prefix}_label_score", typeof(float), Answer(answer => answer.LabelScore, method)),
        new($"{prefix}_entropy", typeof(float), Answer(answer => answer.Entropy, method)),
        .. Enumerable.Range(0, TopCount).SelectMany(place => new PredictionColumn[]
        {
            new(Invariant($"{prefix}_top{place + 1}"), typeof(string), Answer(answer => place < answer.Top.Count ? classes[answer.Top[place].Class].Label : null, method)),
            new(Invariant($"{prefix}_top{place + 1}_score"), typeof(float), Answer(answer => place < answer.Top.Count ? (float?)answer.Top[place].Score : null, method)),
        }),
    ];

    private static Func<ScoredRow, object?> Answer<T>(Func<MethodAnswer, T> value, int method) => row => row.Error is null ? value(row.Answers[method]) : null;

    /// <summary>What the names have in letters and digits; of methods that differ in other characters only, the later get a number.</summary>
    private static List<string> Prefixes(IReadOnlyList<string> names)
    {
        List<string> prefixes = [];
        foreach (var name in names)
        {
            var plain = Other().Replace(name.ToLowerInvariant(), "_").Trim('_');
            var prefix = plain;
            for (var number = 2; prefixes.Contains(prefix); number++)
            {
                prefix = Invariant($"{plain}_{number}");
            }
            prefixes.Add(prefix);
        }
        return prefixes;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}

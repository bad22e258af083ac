using System.Diagnostics;
using Tpt.Engine;
using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The model and the sets of one evaluation.</summary>
/// <param name="ModelPath">A CLIP's folder or file; null is the built-in model.</param>
/// <param name="Prompt">With <c>{0}</c> for the class; null is what the model recommends.</param>
/// <param name="Sets">The sets, in the order in which they are scored.</param>
/// <param name="Seeds">The seeds of the views.</param>
/// <param name="Limit">The most images of a set; null is all of them.</param>
/// <param name="PredictionsPath">Where the predictions go; null is nowhere.</param>
internal sealed record EvaluationRun(
    string? ModelPath, string? Prompt, IReadOnlyList<LabelledSet> Sets, IReadOnlyList<int> Seeds, int? Limit, string? PredictionsPath)
{
    /// <summary>Scores zero-shot, the methods, and what else is compared with them.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="controls">More predictions of a set, given those of it and of the sets before it.</param>
    /// <returns>The predictions, and what stands in front of the report.</returns>
    /// <exception cref="InvalidDataException">The model cannot be read, or no picture of a set can.</exception>
    public (IReadOnlyList<ImagePrediction> Predictions, IReadOnlyList<string> Opening) Score(
        IReadOnlyList<ScoringMethod> methods, Func<SetScorer, IReadOnlyList<ImagePrediction>, IEnumerable<ImagePrediction>>? controls = null)
    {
        using var model = ModelPath is null ? ClipModel.LoadBuiltIn() : ClipModel.Load(ModelPath);
        var scorers = new List<SetScorer>();
        try
        {
            // All of them before the first picture, so that a class name that cannot be is found at once.
            scorers.AddRange(Sets.Select(set => new SetScorer(model, set, Prompt)));
            var opening = Opening(model, scorers[0].Description);
            EvaluationConsole.Lines(opening);
            var start = Stopwatch.GetTimestamp();
            var total = Sets.Sum(set => set.Images.Count) * Seeds.Count * methods.Select(ScoringMethods.ViewsOf).Distinct().Count();
            var predictions = EvaluationConsole.WithProgress(total, looked => Score(scorers, methods, controls, looked));
            EvaluationConsole.Lines([Invariant($@"Scored in {Stopwatch.GetElapsedTime(start):hh\:mm\:ss}.")]);
            string[] unreadable = [.. scorers.Where(scorer => scorer.Unreadable.Count > 0).Select(Unreadable)];
            EvaluationConsole.Lines(unreadable);
            if (PredictionsPath is not null)
            {
                PredictionFile.Write(PredictionsPath, predictions);
            }
            return (predictions, [.. opening, .. unreadable]);
        }
        finally
        {
            scorers.ForEach(scorer => scorer.Dispose());
        }
    }

    private List<ImagePrediction> Score(
        List<SetScorer> scorers, IReadOnlyList<ScoringMethod> methods, Func<SetScorer, IReadOnlyList<ImagePrediction>, IEnumerable<ImagePrediction>>? controls, Action<int> looked)
    {
        var predictions = new List<ImagePrediction>();
        foreach (var scorer in scorers)
        {
            var before = predictions.Count;
            predictions.AddRange(scorer.Score(methods, Seeds, looked));
            if (predictions.Count == before)
            {
                throw new InvalidDataException($"None of the {scorer.Set.Images.Count} pictures of '{scorer.Set.Name}' can be read.");
            }
            if (controls is not null)
            {
                predictions.AddRange([.. controls(scorer, predictions)]);
            }
        }
        return predictions;
    }

    private string[] Opening(ClipModel model, string description)
    {
        var name = ModelPath is null ? "the built-in model" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(ModelPath)));
        var weights = model.Files.Where(file => file.Path.EndsWith(".safetensors", StringComparison.Ordinal)).Select(file => $", {Path.GetFileName(file.Path)} with SHA-256 {file.Sha256}");
        return
        [
            $"Model: {name}{string.Concat(weights)}.",
            $"{description} View seeds: {string.Join(", ", Seeds)}.",
            .. Limit is null ? Array.Empty<string>() : [Invariant($"Only {Limit} images of each set at most: a trial, not an evaluation.")],
        ];
    }

    private static string Unreadable(SetScorer scorer)
        => Invariant($"{scorer.Set.Name}: {scorer.Unreadable.Count} of {scorer.Set.Images.Count} files are no whole pictures and are left out: {string.Join(", ", scorer.Unreadable.Select(image => image.Name))}.");
}

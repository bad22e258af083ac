using System.Diagnostics;
using System.Security.Cryptography;
using Tpt.Engine;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The model, the sets and the files of one evaluation or sweep.</summary>
/// <param name="ModelFolder">A Hugging Face CLIPModel folder; null is the built-in model.</param>
/// <param name="Sets">The sets, those for validation first.</param>
/// <param name="Seeds">The seeds of the views.</param>
/// <param name="Limit">The most images of a set; null is all of them.</param>
/// <param name="ReportPath">Where the Markdown goes; null is nowhere.</param>
/// <param name="PredictionsPath">Where the predictions go; null is nowhere.</param>
internal sealed record EvaluationRun(
    string? ModelFolder, IReadOnlyList<EvaluationSet> Sets, IReadOnlyList<int> Seeds, int? Limit, string? ReportPath, string? PredictionsPath)
{
    /// <summary>Scores zero-shot and the methods; then the centre crops, if they are asked for.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="withCentreCrops">Whether to score every centre crop on the validation sets and the best of them on the others.</param>
    /// <returns>The predictions, and what stands in front of the report.</returns>
    public (IReadOnlyList<ImagePrediction> Predictions, IReadOnlyList<string> Opening) Score(IReadOnlyList<ScoringMethod> methods, bool withCentreCrops)
    {
        using var model = ModelFolder is null ? ClipModel.LoadBuiltIn() : ClipModel.Load(ModelFolder);
        IReadOnlyList<string> opening =
        [
            .. Opening(model),
            .. withCentreCrops && !Sets.Any(set => set.IsValidation) ? ["No validation set was scored, so there is no centre crop to compare with."] : Array.Empty<string>(),
        ];
        foreach (var line in opening)
        {
            EvaluationConsole.Line(line);
        }
        var start = Stopwatch.GetTimestamp();
        var total = Sets.Sum(set => set.Images.Count) * Seeds.Count * methods.Select(method => method.Views).Distinct().Count();
        var predictions = EvaluationConsole.WithProgress(total, looked => Score(model, methods, withCentreCrops, looked));
        EvaluationConsole.Line(Invariant($@"Scored in {Stopwatch.GetElapsedTime(start):hh\:mm\:ss}."));
        if (PredictionsPath is not null)
        {
            PredictionFile.Write(PredictionsPath, predictions);
        }
        return (predictions, opening);
    }

    /// <summary>Prints the sections and, if it is asked for, writes them.</summary>
    public void Publish(string title, IReadOnlyList<string> opening, IReadOnlyList<ReportSection> sections)
    {
        foreach (var section in sections)
        {
            EvaluationConsole.Section(section);
        }
        if (ReportPath is not null)
        {
            MarkdownReport.Write(ReportPath, title, [.. opening, ScoreTable.Legend], sections);
        }
    }

    private List<ImagePrediction> Score(ClipModel model, IReadOnlyList<ScoringMethod> methods, bool withCentreCrops, Action<int> looked)
    {
        var predictions = new List<ImagePrediction>();
        // Validation sets come first, so that the crop is chosen before the others are looked at.
        foreach (var set in Sets)
        {
            using var scorer = new SetScorer(model, set);
            predictions.AddRange(scorer.Score(methods, Seeds, looked));
            if (withCentreCrops)
            {
                var crops = set.IsValidation ? CentreCrop.Candidates : CentreCrop.Choose(predictions) is { } chosen ? [chosen] : [];
                predictions.AddRange(crops.SelectMany(scorer.ScoreCentreCrop));
            }
        }
        return predictions;
    }

    private string[] Opening(ClipModel model)
    {
        var name = ModelFolder is null ? "the built-in model" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(ModelFolder)));
        var weights = Path.Combine(model.Folder, "model.safetensors");
        var digest = File.Exists(weights) ? $", model.safetensors with SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights)))}" : "";
        using var classifier = new TptClassifier(model, ["one"]);
        var options = classifier.Options;
        return
        [
            $"Model: {name}{digest}.",
            Invariant($"Prompt: \"{options.PromptTemplate}\". TPT at the paper's settings: {options.Views} views, random crops of {options.CropScaleMin} to {options.CropScaleMax} of the area, the {options.SelectionFraction:0 %} most confident, {options.Steps} step, learning rate {options.LearningRate}. View seeds: {string.Join(", ", Seeds)}."),
            .. Limit is null ? Array.Empty<string>() : [Invariant($"Only {Limit} images of each set at most: a trial, not an evaluation.")],
        ];
    }
}

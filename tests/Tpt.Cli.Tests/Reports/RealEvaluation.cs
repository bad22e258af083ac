using Microsoft.ML;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Pictures;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;

namespace Tpt.Cli.Tests.Reports;

/// <summary>The built-in model on pictures of this repository.</summary>
internal static class RealEvaluation
{
    public static SetEvaluation Of(ClipModel model, string folder, int most = int.MaxValue)
    {
        var set = Read(folder);
        using var comparison = new MethodComparison(model, [.. set.Classes.Select(of => new ClassPromptSet(of.Name))], new TptClassifierOptions(), [new ZeroShotOptions(), new PromptTuningOptions()]);
        var reader = new PictureReader(ImageDecoders.SkiaSharp, new ImageDecoderOptions());
        var rows = set.Pictures.Take(most).Select((picture, i) => Score(comparison, reader, i, picture)).ToList();
        return Evaluations.Of(set, rows, values => BootstrapInterval.OfMean(values), "zero-shot", "PromptTuning");
    }

    private static LabelledSet Read(string folder)
    {
        string[] classes = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return new LabelledSet(Path.GetFileName(folder), [.. classes.Select(name => new SetClass(name, name))],
            [.. classes.SelectMany((name, label) => Directory.GetFiles(Path.Combine(folder, name)).Order(StringComparer.Ordinal).Select(path => new LabelledPicture(path, $"{name}/{Path.GetFileName(path)}", label)))]);
    }

    private static ScoredRow Score(MethodComparison comparison, PictureReader reader, int row, LabelledPicture picture)
    {
        using var views = comparison.CreateViews(reader.Read(picture.Path).Pixels!);
        var compared = comparison.Compare(views);
        return new ScoredRow(row, picture.Name, picture.Label, null, [.. compared.Predictions.Zip(compared.Times, (prediction, time) => Answer(prediction, time, picture.Label))]);
    }

    private static MethodAnswer Answer(TptPrediction prediction, TimeSpan time, int label)
    {
        var scores = prediction.Scores.ToArray();
        var rank = 1 + scores.Where((score, i) => score > scores[label] || (score == scores[label] && i < label)).Count();
        return new MethodAnswer(prediction.PredictedIndex, scores.Max(), rank, scores[label], prediction.Entropy, [.. prediction.Top(5).Select(top => new TopScore(top.Index, top.Score))], time.TotalSeconds);
    }
}

using Microsoft.ML;
using Spectre.Console;
using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>What the sample prints: colours and a progress bar in a terminal, plain lines anywhere else.</summary>
internal static class Report
{
    private const int LabelsShown = 5;

    private static readonly IAnsiConsole _console = SampleConsole.Create();

    public static void Opening(ImageFolder images, SampleSettings settings)
    {
        _console.WriteLine(Invariant($"{images.Rows.Count} images, {images.ClassNames.Count} classes, {settings.Views} views, {settings.Steps} step(s) on each image"));
        _console.WriteLine($"CLIP: {settings.ClipFolder ?? "the built-in model"}");
    }

    public static void Saved(string path) => _console.WriteLine($"Saved: {path}");

    /// <summary>Runs <paramref name="work"/>, which reports the number of images scored so far.</summary>
    public static T WithProgress<T>(int total, Func<Action<int>, T> work)
    {
        if (!Console.IsOutputRedirected)
        {
            return _console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask("Scoring", autoStart: true, maxValue: total);
                    return work(done => task.Value = done);
                });
        }
        return work(done =>
        {
            if (done % 10 == 0 || done == total)
            {
                _console.WriteLine(Invariant($"Scored {done} of {total}"));
            }
        });
    }

    public static void Time(Evaluation evaluation, SampleSettings settings)
    {
        var count = evaluation.Images.Count + evaluation.Unusable.Count;
        var how = settings.Steps == 0 ? "one view, no tuning" : Invariant($"{settings.Views} views, {settings.Steps} step(s) of tuning");
        _console.WriteLine(Invariant($"Scored {count} images in {evaluation.Elapsed.TotalSeconds:F2} s, {evaluation.Elapsed.TotalMilliseconds / count:F1} ms an image: {how}"));
    }

    public static void ZeroShotTime(TimeSpan elapsed, TimeSpan adapted, int count)
        => _console.WriteLine(Invariant($"Plain zero-shot of the same images takes {elapsed.TotalSeconds:F2} s, {elapsed.TotalMilliseconds / count:F1} ms an image: 1/{adapted / elapsed:F0} of that"));

    public static void Images(IReadOnlyList<ScoredImage> images)
    {
        var labelled = images.Any(image => image.Label is not null);
        var table = NewTable(labelled ? ["Image", "Label", "Zero-shot", "Adapted", ""] : ["Image", "Zero-shot", "Adapted", ""]);
        foreach (var image in images)
        {
            var name = new Text(NameOf(image.ImageSource, image.Label ?? ""));
            var zeroShot = Answer(image.ZeroShotClass, image.ZeroShotProbability, labelled ? image.ZeroShotIsRight : null);
            var adapted = Answer(image.AdaptedClass, image.AdaptedProbability, labelled ? image.AdaptedIsRight : null);
            var change = new Text(image.Change, new Style(Color.Yellow));
            if (labelled)
            {
                table.AddRow(name, new Text(image.Label!), zeroShot, adapted, change);
            }
            else
            {
                table.AddRow(name, zeroShot, adapted, change);
            }
        }
        _console.Write(table);
        if (labelled)
        {
            _console.WriteLine("+ right, - wrong; the number is the probability of the named class.");
        }
    }

    public static void Unusable(IReadOnlyList<UnusableImage> unusable, int total)
    {
        if (unusable.Count == 0)
        {
            return;
        }
        _console.WriteLine(Invariant($"{unusable.Count} of {total} images have no answer and are left out of the table and the metrics:"));
        foreach (var (row, image, reason) in unusable)
        {
            _console.WriteLine(Invariant($"  row {row}, {NameOf(image.ImageSource, image.Label)}: {reason}"));
        }
    }

    public static void Metrics(TptMetrics metrics, IReadOnlyList<ScoredImage> images)
    {
        var (zeroShot, adapted) = (metrics.ZeroShot, metrics.Adapted);
        var table = NewTable(["", "Zero-shot", "Adapted"]);
        AddNumbers(table, "Micro accuracy", zeroShot?.MicroAccuracy, adapted.MicroAccuracy);
        AddNumbers(table, "Macro accuracy", zeroShot?.MacroAccuracy, adapted.MacroAccuracy);
        AddNumbers(table, "Log-loss", zeroShot?.LogLoss, adapted.LogLoss);
        AddNumbers(table, Invariant($"Top-{adapted.TopKPredictionCount} accuracy"), zeroShot?.TopKAccuracy, adapted.TopKAccuracy);
        AddNumbers(
            table,
            "Expected calibration error",
            metrics.ZeroShotCalibration?.ExpectedCalibrationError,
            metrics.Calibration.ExpectedCalibrationError);
        _console.Write(table);

        var (repaired, broken) = (images.Count(image => image.Change == "fixed"), images.Count(image => image.Change == "broken"));
        _console.WriteLine(Invariant($"Adaptation fixed {repaired} and broke {broken} of {images.Count} images. One image is {100.0 / images.Count:F1} points of accuracy: small differences here mean nothing."));
        if (metrics.UnknownLabelRows > 0)
        {
            _console.WriteLine(Invariant($"{metrics.UnknownLabelRows} images lie in a folder that is none of the classes; the metrics leave them out."));
        }
    }

    /// <param name="image">The image.</param>
    /// <param name="classes">Classes and their probabilities, the most probable first.</param>
    public static void Classes(MLModel.ModelInput image, IEnumerable<KeyValuePair<string, float>> classes)
    {
        var best = classes.Take(LabelsShown).Select(pair => Invariant($"{pair.Key} {pair.Value:F3}"));
        _console.WriteLine($"{NameOf(image.ImageSource, image.Label)} alone, by a PredictionEngine: {string.Join(", ", best)}");
    }

    /// <summary>The file, below its class folder where it lies in one.</summary>
    private static string NameOf(string imageSource, string label) => Path.Combine(label, Path.GetFileName(imageSource));

    private static Table NewTable(string[] columns)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded };
        return table.AddColumns(columns);
    }

    private static void AddNumbers(Table table, string name, double? zeroShot, double adapted) =>
        table.AddRow(new Text(name), new Text(zeroShot is { } value ? Invariant($"{value:F3}") : "-"), new Text(Invariant($"{adapted:F3}")));

    private static Text Answer(string className, float probability, bool? isRight) => isRight switch
    {
        true => new Text(Invariant($"+ {className} {probability:F2}"), new Style(Color.Green)),
        false => new Text(Invariant($"- {className} {probability:F2}"), new Style(Color.Red)),
        null => new Text(Invariant($"{className} {probability:F2}")),
    };
}

using Microsoft.ML;
using Spectre.Console;
using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>What the sample says, in lines of at most 80 characters where no path is longer.</summary>
internal static class Report
{
    private const int PlainWidth = 80;
    private const int LabelsShown = 5;
    private const int UnusableShown = 20;

    public static IAnsiConsole Out { get; } = SampleConsole.Create(PlainWidth);

    /// <summary>After a bar, which hides it.</summary>
    public static void ShowCursor() => Out.Cursor.Show(true);

    public static void Stopped() => Console.Error.WriteLine("Stopped.");

    public static void Opening(ImageFolder images, IReadOnlyList<string> classNames)
    {
        Say($"{Words.Count(images.Count, "image")}, {Words.Count(classNames.Count, "class", "classes")}: {Words.Some([.. classNames])}");
        if (classNames.Count == 1)
        {
            Say("There is only one class, so each image gets it with probability 1.");
        }
        string[] unknown = [.. images.Rows.Select(image => image.Label).Where(label => label.Length > 0 && !classNames.Contains(label))];
        if (unknown.Length > 0)
        {
            Say($"{Words.Count(unknown.Length, "image lies", "images lie")} in a folder that is none of the classes ({Words.Some([.. unknown.Distinct()])}): scored, but left out of the metrics.");
        }
        LeftOut(images);
    }

    public static void Saved(string path) => Say("Saved: " + Shortest(path));

    public static void Loaded(string path) => Say("Loaded: " + Shortest(path));

    public static void Written(string kind, string path) => Say($"{kind}: {Shortest(Path.GetFullPath(path))}");

    private static void LeftOut(ImageFolder images)
    {
        if (images.EmptyFolders.Count > 0)
        {
            Say($"{Words.Count(images.EmptyFolders.Count, "folder holds", "folders hold")} no images and {(images.EmptyFolders.Count == 1 ? "is no class" : "are no classes")}: {Words.Some(images.EmptyFolders)}");
        }
        if (images.Nested.Count > 0)
        {
            Say($"{Words.Count(images.Nested.Count, "image lies", "images lie")} deeper than in a class folder and {(images.Nested.Count == 1 ? "counts" : "count")} for the folder at the top: {images.Nested[0]}{(images.Nested.Count > 1 ? ", ..." : "")}");
        }
        if (images.OtherFiles.Count > 0)
        {
            Say($"{Words.Count(images.OtherFiles.Count, "file is", "files are")} left out, no image by the extension: {Words.Some(images.OtherFiles)}");
        }
    }

    public static void Settings(string? clip, int views, int steps) => Say(
        $"CLIP: {(clip is null ? "the built-in model" : Shortest(clip))}; " +
        (steps == 0 ? "plain zero-shot, one view of each image" : $"{Words.Count(views, "view")} and {Words.Count(steps, "tuning step")} for each image"));

    /// <param name="images">The images.</param>
    /// <param name="appliesExif">Whether the model turns images.</param>
    /// <param name="isNew">Whether the model is made in this run, so that an option can change it.</param>
    public static void Turned(ImageFolder images, bool appliesExif, bool isNew)
    {
        if (images.Turned.Count > 0 && !appliesExif)
        {
            Say($"Tip: {Words.Count(images.Turned.Count, "image lies", "images lie")} on the side or upside down, by the EXIF orientation ({Words.Some(images.Turned)}). {(isNew ? "--exif turns such images" : "A model that is made with --exif turns such images")}.");
        }
    }

    public static void Time(Evaluation evaluation, bool adapts)
    {
        var count = evaluation.Images.Count + evaluation.Unusable.Count;
        if (count == 0)
        {
            return;
        }
        Say(Invariant($"Scored {Words.Count(count, "image")} in {evaluation.Elapsed.TotalSeconds:F1} s, {evaluation.Elapsed.TotalMilliseconds / count:F0} ms each{(adapts ? " (plain zero-shot: --steps 0)" : "")}"));
    }

    public static void Unusable(ImageFolder images, IReadOnlyList<UnusableImage> unusable)
    {
        if (unusable.Count == 0)
        {
            return;
        }
        Say($"{unusable.Count} of {Words.Count(images.Count, "image")} {(unusable.Count == 1 ? "has no answer and is" : "have no answer and are")} left out of the tables and the metrics:");
        foreach (var (image, reason) in unusable.Take(UnusableShown))
        {
            Say($"{Path.GetRelativePath(images.Root, image.ImageSource)}: {reason}", "  ");
        }
        if (unusable.Count > UnusableShown)
        {
            Say(Invariant($"and {unusable.Count - UnusableShown} more; --csv and --json write all"), "  ");
        }
    }

    public static void Metrics(Evaluation evaluation, bool adapts)
    {
        if (evaluation.Metrics is not { ZeroShot: { } zeroShot, Adapted: var adapted } metrics)
        {
            return;
        }
        Out.WriteLine();
        var table = new Table { Border = TableBorder.None };
        foreach (var header in adapts ? ["Metric", "Zero-shot", "Adapted"] : new[] { "Metric", "Zero-shot" })
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        }
        Add("Micro accuracy", zeroShot.MicroAccuracy, adapted.MicroAccuracy);
        Add("Macro accuracy", zeroShot.MacroAccuracy, adapted.MacroAccuracy);
        Add("Log-loss", zeroShot.LogLoss, adapted.LogLoss);
        Add(Invariant($"Top-{adapted.TopKPredictionCount} accuracy"), zeroShot.TopKAccuracy, adapted.TopKAccuracy);
        Add("Expected calibration error", metrics.ZeroShotCalibration!.ExpectedCalibrationError, metrics.Calibration.ExpectedCalibrationError);
        Out.Write(table);

        var (repaired, broken) = (evaluation.Images.Count(image => image.Change == "fixed"), evaluation.Images.Count(image => image.Change == "broken"));
        var sizes = Invariant($"One image is {100.0 / metrics.Rows:F1} points of accuracy: small differences here mean nothing.");
        Say(adapts ? Invariant($"Adaptation fixed {repaired} and broke {broken} of {Words.Count((int)metrics.Rows, "image")}. {sizes}") : sizes);

        void Add(string name, double before, double after)
        {
            Text[] cells = [new(name), new(Invariant($"{before:F3}")), new(Invariant($"{after:F3}"))];
            table.AddRow(cells[..table.Columns.Count]);
        }
    }

    /// <param name="images">The folder that the image's name is relative to.</param>
    /// <param name="image">The image.</param>
    /// <param name="classes">Classes and their probabilities, the most probable first.</param>
    public static void Classes(ImageFolder images, MLModel.ModelInput image, IEnumerable<KeyValuePair<string, float>> classes)
    {
        var best = classes.Take(LabelsShown).Select(pair => Invariant($"{pair.Key} {pair.Value:F3}"));
        Say($"{Path.GetRelativePath(images.Root, image.ImageSource)} alone, by a PredictionEngine: {string.Join(", ", best)}");
    }

    /// <summary>A sentence, broken between words where the console ends. A path stays whole, so that it can be copied.</summary>
    private static void Say(string text, string indent = "")
    {
        var line = indent;
        foreach (var word in CellText.Visible(text).Split(' '))
        {
            if (line.Trim().Length == 0)
            {
                line += word;
            }
            else if (CellText.Width(line) + 1 + CellText.Width(word) <= Out.Profile.Width)
            {
                line += " " + word;
            }
            else
            {
                Console.Out.WriteLine(line);
                line = $"{indent}  {word}";
            }
        }
        Console.Out.WriteLine(line);
    }

    /// <summary>The path as it is, or from the current directory where that is shorter.</summary>
    private static string Shortest(string path)
    {
        var relative = Path.IsPathRooted(path) ? Path.GetRelativePath(Environment.CurrentDirectory, path) : path;
        return relative.Length < path.Length ? relative : path;
    }
}

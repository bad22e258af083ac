using System.CommandLine;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Explanation;
using Tpt.Cli.Models;
using Tpt.Cli.Pictures;
using Tpt.Cli.Reports;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt explain</c>: shows what adaptation does to one picture.</summary>
internal sealed class ExplainCommand
{
    private const string DefaultPage = "explain.html";

    private readonly Argument<string> _picture = new("picture") { Description = "The picture." };

    private readonly Option<string> _classes = ClassesOption.Create();

    private readonly Option<string> _out = new("--out") { Description = "The page that is written: one HTML file with all that it shows in it.", HelpName = "file", DefaultValueFactory = _ => DefaultPage };

    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object, with the scores and every view." };

    private readonly ModelArguments _model = new();

    private readonly ScoringArguments _scoring = new();

    public static Command Create()
    {
        var arguments = new ExplainCommand();
        var command = new Command("explain", "Show what adaptation does to one picture: its views, what each says, and the scores before and after.") { arguments._picture, arguments._classes };
        arguments._model.AddTo(command);
        arguments._scoring.AddTo(command);
        command.Options.Add(arguments._out);
        command.Options.Add(arguments._json);
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // All that may be wrong with the command line, and the picture, are looked at before the model is loaded.
        var path = parsed.GetValue(_picture)!;
        var page = parsed.GetValue(_out)!;
        var options = _scoring.Read(parsed) with { Approximations = _model.ReadApproximations(parsed) };
        var method = _scoring.ReadMethod(parsed, "A page explains");
        var classes = ClassesOption.Read(parsed.GetValue(_classes)!);
        OutputGuard.Require(page, _out.Name, InputPaths.Of(parsed, [path]));
        var pixels = Read(_scoring.ReadPictures(parsed), path);
        using var file = new OutputFile(page, _out.Name);

        using var model = await _model.LoadAsync(parsed, cancellationToken);
        using var comparison = new MethodComparison(model, classes, options, [method], new ClassPreparation(ProgressReport.Of(CommonOptions.MessagesOf(parsed)), classes.Count), cancellationToken);
        using var views = comparison.CreateViews(pixels);
        var compared = comparison.Compare(views);
        cancellationToken.ThrowIfCancellationRequested();

        var image = ExplainedImage.Of(path, comparison, compared);
        new ExplanationPage(image, pixels, new ViewPictures(views, model.Preprocessing)).Write(file.Writer, OriginOf(model, comparison, options));
        file.Place();
        await using var output = StandardOutput.Open();
        await output.WriteLineAsync(parsed.GetValue(_json) ? ExplanationJson.Of(image, page, compared.Times[0].TotalSeconds) : Text(image));
        CommonOptions.MessagesOf(parsed).Say($"The page is {CellText.Quoted(page)}");
        return ExitCode.Done;
    }

    private static ImagePixels Read(PictureReader reader, string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' is a folder; name one picture in it. 'tpt predict' takes folders.");
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no picture '{CellText.Quoted(path)}'.", path);
        }
        var content = reader.Read(path);
        return content.Pixels ?? throw new InvalidDataException($"'{CellText.Quoted(path)}' cannot be read: {content.Error}");
    }

    private static IReadOnlyList<string> OriginOf(ClipModel model, MethodComparison comparison, TptClassifierOptions options) =>
    [
        .. Origin.Of(model),
        $"prompt: {comparison.Template}",
        $"method: {MethodNames.Of(comparison.Methods[0])}",
        FormattableString.Invariant($"views: {comparison.ViewCount}, {options.Views.Augmentation}, seed {options.Views.Seed}"),
        $"classes: {Figures.Count(comparison.ClassNames.Count)}",
    ];

    private static string Text(ExplainedImage image)
        => string.Join(Environment.NewLine, new[] { ExplanationText.Answer(image), ExplanationText.Adaptation(image), ExplanationText.ChosenViews(image) }.OfType<string>().Select(VisibleText));

    /// <summary>A class name may hold what moves the cursor.</summary>
    private static string VisibleText(string text) => CellText.CutEnd(text, int.MaxValue);
}

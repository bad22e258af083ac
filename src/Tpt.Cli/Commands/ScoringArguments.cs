using System.CommandLine;
using System.ComponentModel;
using Microsoft.ML;
using Tpt.Cli.Pictures;
using Tpt.Engine;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using Tpt.ImageSharp;

namespace Tpt.Cli.Commands;

/// <summary>What the commands that score pictures have in common: prompt, views, methods, decoding.</summary>
internal sealed class ScoringArguments
{
    private readonly Option<string?> _template = new("--template") { Description = "The prompt, with {} for the class name. Without it, the model's own, else \"a photo of a {}.\".", HelpName = "text" };

    private readonly Option<string?> _templates = new("--templates") { Description = "A file of prompts, one a line, whose mean is the zero-shot with templates.", HelpName = "file" };

    private readonly Option<string[]> _methods = new("--method") { Description = $"One of {string.Join(", ", MethodOptions.All.Keys.Order(StringComparer.Ordinal))}, with settings behind it as in \"PromptTuning; Steps=2\". evaluate compares several: give it several times.", HelpName = "name" };

    private readonly Option<string[]> _calibrations = new("--calibration") { Description = $"What makes probabilities of a method's logits: {string.Join(" or ", CalibrationOptions.All.Keys.Order(StringComparer.Ordinal))}, as in \"Temperature; Value=1.16\". evaluate shows every method without it too.", HelpName = "name" };

    private readonly Option<string[]> _gates = new("--gate") { Description = $"What leaves pictures to zero-shot that need no adaptation: {string.Join(" or ", GateOptions.All.Keys.Order(StringComparer.Ordinal))}, as in \"MarginGate; Threshold=0.2\". evaluate shows every method without it too.", HelpName = "name" };

    private readonly Option<int> _views = new("--views") { Description = "The number of views of each image.", HelpName = "n", CustomParser = OptionValues.Whole, DefaultValueFactory = _ => new ViewOptions().Count };

    private readonly Option<int> _seed = new("--seed") { Description = "The seed of the views.", HelpName = "n", CustomParser = OptionValues.Whole, DefaultValueFactory = _ => 0 };

    private readonly Option<ViewAugmentation?> _augmentation = new("--augmentation") { Description = "How views are made: Crops or AugMix. Without it, Crops; evaluate takes the paper's on the paper's sets.", HelpName = "name", CustomParser = OptionValues.NameOrNone<ViewAugmentation> };

    private readonly Option<bool> _exif = new("--exif") { Description = "Turn pictures as their EXIF orientation says." };

    private readonly Option<string> _decoder = new("--decoder") { Description = "What decodes pictures: SkiaSharp, or ImageSharp, which reads TIFF, TGA and PBM too.", HelpName = "name", DefaultValueFactory = _ => "SkiaSharp" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_template, _templates, _methods, _calibrations, _gates, _views, _seed, _augmentation, _exif, _decoder])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The engine's options, but for the method.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="augmentation">How views are made where the command line does not say.</param>
    public TptClassifierOptions Read(ParseResult parsed, ViewAugmentation? augmentation = null)
    {
        var options = new TptClassifierOptions { Views = { Count = parsed.GetValue(_views), Seed = parsed.GetValue(_seed) } };
        options.Views.Augmentation = parsed.GetValue(_augmentation) ?? augmentation ?? options.Views.Augmentation;
        // As reports print it and files of templates have it; {0}, as in ML.NET, does as well.
        options.Prompt.Template = parsed.GetValue(_template)?.Replace("{}", "{0}", StringComparison.Ordinal);
        options.Prompt.ZeroShotTemplates = parsed.GetValue(_templates) is { } file ? PromptTemplates.FromFile(file) : null;
        return options;
    }

    /// <summary>The engine's options for a command that scores by one method.</summary>
    /// <inheritdoc cref="ReadMethod(ParseResult, string)"/>
    public TptClassifierOptions ReadWithMethod(ParseResult parsed, string command)
    {
        var method = ReadMethod(parsed, command);
        return Read(parsed) with { Method = method.Method, Calibration = method.Calibration, Gate = method.Gate };
    }

    /// <summary>The one method that is named, prompt tuning where none is, with the calibration and the gate that are named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="command">What is done with one method, as in "A page explains".</param>
    /// <exception cref="FormatException">There is no such method, calibration or gate, or it has no such setting.</exception>
    /// <exception cref="InvalidDataException">Several are named.</exception>
    public ComparedMethod ReadMethod(ParseResult parsed, string command)
    {
        return new ComparedMethod(One(ReadMethods(parsed), _methods.Name)!)
        {
            Calibration = One(Read<CalibrationOptions>(parsed, _calibrations), _calibrations.Name),
            Gate = One(Read<GateOptions>(parsed, _gates), _gates.Name),
        };

        T? One<T>(IReadOnlyList<T> named, string option) => named.Count <= 1 ? (named.Count == 1 ? named[0] : default)
            : throw new InvalidDataException($"{option} is given more than once. {command} one; 'tpt evaluate' compares several.");
    }

    /// <summary>Every method that is named, by itself and with each calibration and each gate that goes with it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="views">The number of views.</param>
    /// <exception cref="FormatException">There is no such method, calibration or gate, or it has no such setting.</exception>
    public IReadOnlyList<ComparedMethod> ReadCombinations(ParseResult parsed, int views)
    {
        var (methods, calibrations, gates) = (ReadMethods(parsed), Read<CalibrationOptions>(parsed, _calibrations), Read<GateOptions>(parsed, _gates));
        return
        [
            .. from method in methods
               from gate in gates.Where(_ => method.Needs(views).Views > 1).Prepend(null)
               // Where no method goes with it, the check of the options says why.
               from calibration in calibrations.Where(one => one.Allows(method) || !methods.Any(one.Allows)).Prepend(null)
               select new ComparedMethod(method) { Calibration = calibration, Gate = gate },
        ];
    }

    /// <summary>What is left out since it does not go together, in sentences; none where no method goes with a calibration, which is an error.</summary>
    /// <param name="parsed">The command line.</param>
    public IEnumerable<string> LeftOut(ParseResult parsed)
    {
        var methods = ReadMethods(parsed);
        return
            from calibration in Read<CalibrationOptions>(parsed, _calibrations)
            where methods.Any(calibration.Allows)
            from method in methods
            where !calibration.Allows(method)
            select $"{method.Name} is not shown with {calibration.Name}, which needs the logits of every view.";
    }

    private IReadOnlyList<MethodOptions> ReadMethods(ParseResult parsed) => Read<MethodOptions>(parsed, _methods) is { Count: > 0 } named ? named : [new PromptTuningOptions()];

    private static IReadOnlyList<T> Read<T>(ParseResult parsed, Option<string[]> option)
        => [.. (parsed.GetValue(option) ?? []).Select(name => (T)TypeDescriptor.GetConverter(typeof(T)).ConvertFromInvariantString(name)!)];

    public PictureReader ReadPictures(ParseResult parsed)
        => new(Decoder(parsed.GetValue(_decoder)!), new ImageDecoderOptions { ApplyExifOrientation = parsed.GetValue(_exif) });

    private static IImageDecoder Decoder(string name) => name.ToUpperInvariant() switch
    {
        "SKIASHARP" => ImageDecoders.SkiaSharp,
        "IMAGESHARP" => ImageDecoders.ImageSharp,
        _ => throw new ArgumentException($"--decoder is '{name}'; it must be SkiaSharp or ImageSharp."),
    };
}

using System.CommandLine;
using System.ComponentModel;
using Microsoft.ML;
using Tpt.Cli.Pictures;
using Tpt.Engine;
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

    private readonly Option<int> _views = new("--views") { Description = "The number of views of each image.", HelpName = "n", CustomParser = OptionValues.Whole, DefaultValueFactory = _ => new ViewOptions().Count };

    private readonly Option<int> _seed = new("--seed") { Description = "The seed of the views.", HelpName = "n", CustomParser = OptionValues.Whole, DefaultValueFactory = _ => 0 };

    private readonly Option<ViewAugmentation?> _augmentation = new("--augmentation") { Description = "How views are made: Crops or AugMix.", HelpName = "name", CustomParser = OptionValues.NameOrNone<ViewAugmentation> };

    private readonly Option<bool> _exif = new("--exif") { Description = "Turn pictures as their EXIF orientation says." };

    private readonly Option<string> _decoder = new("--decoder") { Description = "What decodes pictures: SkiaSharp, or ImageSharp, which reads TIFF, TGA and PBM too.", HelpName = "name", DefaultValueFactory = _ => "SkiaSharp" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_template, _templates, _methods, _views, _seed, _augmentation, _exif, _decoder])
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

    /// <summary>The methods, prompt tuning where none is named.</summary>
    /// <exception cref="FormatException">There is no such method, or it has no such setting.</exception>
    public IReadOnlyList<MethodOptions> ReadMethods(ParseResult parsed) => parsed.GetValue(_methods) is { Length: > 0 } names
        ? [.. names.Select(name => (MethodOptions)TypeDescriptor.GetConverter(typeof(MethodOptions)).ConvertFromInvariantString(name)!)]
        : [new PromptTuningOptions()];

    public PictureReader ReadPictures(ParseResult parsed)
        => new(Decoder(parsed.GetValue(_decoder)!), new ImageDecoderOptions { ApplyExifOrientation = parsed.GetValue(_exif) });

    private static IImageDecoder Decoder(string name) => name.ToUpperInvariant() switch
    {
        "SKIASHARP" => ImageDecoders.SkiaSharp,
        "IMAGESHARP" => ImageDecoders.ImageSharp,
        _ => throw new ArgumentException($"--decoder is '{name}'; it must be SkiaSharp or ImageSharp."),
    };
}

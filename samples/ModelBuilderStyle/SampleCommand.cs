using System.CommandLine;
using System.CommandLine.Help;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;

namespace ModelBuilderStyle;

/// <summary>The sample's command line.</summary>
internal sealed class SampleCommand : RootCommand
{
    private const int HelpWidth = 80;

    private readonly Option<string?> _images = new("--images")
    {
        Description = "A folder with one folder of images for each class, a flat folder of images, or one image. Without it, the sample's own.",
        HelpName = "folder|file",
    };

    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "The class names, with commas between them, or a text file with one on each line. Without it, the names of the class folders.",
        HelpName = "a,b,c|file",
    };

    private readonly Option<string?> _clip = new("--model")
    {
        Description = "A CLIP model: its folder, or its id on the Hugging Face hub (see --download). Without it, the small built-in model.",
        HelpName = "folder|id",
    };

    private readonly Option<bool> _download = new("--download") { Description = "Download the model that --model names, once, if it is not on this machine." };

    private readonly Option<string?> _tokenizer = new("--tokenizer")
    {
        Description = "The folder of the tokenizer, where that of --model has none.",
        HelpName = "folder",
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description = "The prompt, with {0} for the class name, such as \"a sketch of a {0}.\" Without it, the model's own.",
        HelpName = "text",
    };

    private readonly Option<int> _views = new("--views")
    {
        Description = "The number of views of each image: the centre view and random crops.",
        HelpName = "n",
        CustomParser = OptionValues.Whole,
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<int> _steps = new("--steps")
    {
        Description = "The number of tuning steps on each image. 0 is plain zero-shot.",
        HelpName = "n",
        CustomParser = OptionValues.Whole,
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the random crops.",
        HelpName = "n",
        CustomParser = OptionValues.Whole,
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<TptPrecision> _precision = new("--precision")
    {
        Description = "What the image tower computes in: Float32, BFloat16, Float16, or Auto, the fastest that the device has units for.",
        HelpName = "name",
        CustomParser = OptionValues.Precision,
        DefaultValueFactory = _ => TptPrecision.Float32,
    };

    private readonly Option<bool> _exif = new("--exif") { Description = "Turn images as their EXIF orientation says." };

    private readonly Option<IImageDecoder?> _decoder = new("--decoder")
    {
        Description = "What decodes the images: SkiaSharp, or ImageSharp, which reads TIFF, TGA and PBM too.",
        HelpName = "name",
        CustomParser = OptionValues.Decoder,
    };

    private readonly Option<string?> _save = new("--save") { Description = "Where the model is saved. Without it, beside the program.", HelpName = "file" };

    private readonly Option<string?> _load = new("--load") { Description = "Score with a saved model, which has its classes and settings in it.", HelpName = "file" };

    private readonly Option<string?> _csv = new("--csv") { Description = "Write the results to a CSV file.", HelpName = "file" };

    private readonly Option<string?> _json = new("--json") { Description = "Write the results and the metrics to a JSON file.", HelpName = "file" };

    /// <param name="run">Runs the sample; the settings are read in it, so that what is wrong with them is told as any other error is.</param>
    public SampleCommand(Func<Func<SampleSettings>, int> run)
        : base("Classifies images with CLIP, adapted to each image by test-time prompt tuning, beside plain zero-shot.")
    {
        foreach (var option in new Option[] { _images, _load, _csv, _json }.Union(SettledInSavedModel))
        {
            Options.Add(option);
        }
        ((HelpAction)Options.OfType<HelpOption>().Single().Action!).MaxWidth = HelpWidth;
        SetAction(parsed => run(() => Read(parsed)));
    }

    private Option[] SettledInSavedModel => [_classes, _clip, _download, _tokenizer, _template, _views, _steps, _seed, _precision, _exif, _decoder, _save];

    private SampleSettings Read(ParseResult parsed)
    {
        var load = parsed.GetValue(_load);
        string[] settled = [.. SettledInSavedModel.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        if (load is not null && settled.Length > 0)
        {
            throw new InvalidDataException($"--load takes a saved model, in which classes, model and settings are settled. Leave out {string.Join(", ", settled)}, or leave out --load to make a new model.");
        }
        return new SampleSettings
        {
            ImagesPath = parsed.GetValue(_images) ?? Path.Combine(AppContext.BaseDirectory, "images"),
            ModelPath = Path.GetFullPath(load ?? parsed.GetValue(_save) ?? MLModel.ModelPath),
            LoadsModel = load is not null,
            ClassNames = parsed.GetValue(_classes) is { } names ? ClassNameList.Read(names) : null,
            Clip = parsed.GetValue(_clip),
            Downloads = parsed.GetValue(_download),
            TokenizerFolder = parsed.GetValue(_tokenizer),
            Template = parsed.GetValue(_template),
            Views = parsed.GetValue(_views),
            Steps = parsed.GetValue(_steps),
            Seed = parsed.GetValue(_seed),
            Precision = parsed.GetValue(_precision),
            AppliesExif = parsed.GetValue(_exif),
            Decoder = parsed.GetValue(_decoder),
            CsvPath = parsed.GetValue(_csv),
            JsonPath = parsed.GetValue(_json),
        };
    }
}

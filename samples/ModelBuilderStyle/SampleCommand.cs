using System.CommandLine;

namespace ModelBuilderStyle;

/// <summary>The sample's command line.</summary>
internal static class SampleCommand
{
    public static RootCommand Create(Func<SampleSettings, int> run)
    {
        var images = new Option<string>("--images")
        {
            Description = "A folder with one folder of images for each class, or a flat folder of images (then there are no metrics).",
            HelpName = "folder",
            DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "images"),
        };
        var classes = new Option<string?>("--classes")
        {
            Description = "The class names: separated by commas, or a text file with one on each line. Without it, the names of the class folders.",
            HelpName = "a,b,c|file",
        };
        var clip = new Option<string?>("--model")
        {
            Description = "A Hugging Face CLIPModel folder. Without it, the small built-in model.",
            HelpName = "folder",
        };
        var views = new Option<int>("--views")
        {
            Description = "The number of views of each image: the centre view and random crops.",
            DefaultValueFactory = _ => 64,
        };
        var steps = new Option<int>("--steps")
        {
            Description = "The number of tuning steps on each image. 0 is plain zero-shot.",
            DefaultValueFactory = _ => 1,
        };
        var save = new Option<string>("--save")
        {
            Description = "Where the model is saved.",
            HelpName = "file",
            DefaultValueFactory = _ => MLModel.ModelPath,
        };

        var command = new RootCommand("Classifies images with CLIP, adapted to every image by test-time prompt tuning, next to plain zero-shot.");
        command.Options.Add(images);
        command.Options.Add(classes);
        command.Options.Add(clip);
        command.Options.Add(views);
        command.Options.Add(steps);
        command.Options.Add(save);
        command.SetAction(parsed => run(new SampleSettings(
            parsed.GetRequiredValue(images),
            parsed.GetValue(classes) is { } names ? ReadClassNames(names) : null,
            parsed.GetValue(clip),
            parsed.GetValue(views),
            parsed.GetValue(steps),
            Path.GetFullPath(parsed.GetRequiredValue(save)))));
        return command;
    }

    private static string[] ReadClassNames(string value) =>
        File.Exists(value)
            ? [.. File.ReadLines(value).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

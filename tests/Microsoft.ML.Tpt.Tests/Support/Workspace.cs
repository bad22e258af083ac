using Microsoft.ML.Data;
using SkiaSharp;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests.Support;

/// <summary>A temporary folder with small images, which is the model cache too, so that no test writes anywhere else.</summary>
public sealed class Workspace : IDisposable
{
    public const int ImageCount = 12;

    public static readonly string[] ClassNames = ["banana", "carrot", "lemon", "pizza", "tomato"];

    private readonly string? _cacheBefore = Environment.GetEnvironmentVariable("TPT_MODEL_CACHE");

    public Workspace()
    {
        Folder = Directory.CreateTempSubdirectory("tpt-tests-").FullName;
        Environment.SetEnvironmentVariable("TPT_MODEL_CACHE", PathOf("cache"));
        Images = [.. Enumerable.Range(0, ImageCount).Select(i => PathOf($"{i}.png"))];
        for (var i = 0; i < ImageCount; i++)
        {
            Draw(i, Images[i]);
        }
    }

    public string Folder { get; }

    /// <summary>The paths of images that differ in colour and shape.</summary>
    public string[] Images { get; }

    /// <summary>The folder of the built-in model.</summary>
    public static string BuiltInModel => Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string WriteFile(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>A folder of this workspace with the files of the built-in model.</summary>
    public string CopyBuiltInModel(string name) => CopyBuiltInModelTo(PathOf(name));

    public static string CopyBuiltInModelTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(BuiltInModel))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        return folder;
    }

    /// <summary>Changes one bit of a weight.</summary>
    public static void FlipABit(string weights)
    {
        var bytes = File.ReadAllBytes(weights);
        bytes[^1001] ^= 1;
        File.WriteAllBytes(weights, bytes);
    }

    /// <summary>Rows over the images, in their order, with a class name in turn as the label.</summary>
    public PathRow[] Rows(int count = ImageCount) =>
        [.. Enumerable.Range(0, count).Select(i => new PathRow { Id = i, Path = Images[i % ImageCount], Label = ClassNames[i % ClassNames.Length] })];

    /// <summary>Options that are quick: 8 views.</summary>
    public static TptOptions Options() => new() { ClassNames = ClassNames, Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 }, BatchSize = 3 };

    /// <summary>The rows with their images loaded, as a lazy view.</summary>
    public static IDataView LoadImages(MLContext context, IDataView rows) => context.Transforms.LoadImages("Image", null, "Path").Fit(rows).Transform(rows);

    public IDataView LoadImages(MLContext context, int count = ImageCount) => LoadImages(context, context.Data.LoadFromEnumerable(Rows(count)));

    /// <summary>The rows with the bytes of their files.</summary>
    public static IDataView LoadBytes(MLContext context, IEnumerable<PathRow> rows)
    {
        var data = context.Data.LoadFromEnumerable(rows);
        return context.Transforms.LoadRawImageBytes("Image", null, "Path").Fit(data).Transform(data);
    }

    public static ScoredRow[] ReadScores(MLContext context, IDataView scored) => [.. context.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false)];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TPT_MODEL_CACHE", _cacheBefore);
        Directory.Delete(Folder, recursive: true);
    }

    private static void Draw(int i, string path)
    {
        using var bitmap = new SKBitmap(40 + 5 * i, 70 - 3 * i, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColor.FromHsv(37 * i % 360, 30, 90));
        using var paint = new SKPaint { Color = SKColor.FromHsv((100 + 71 * i) % 360, 90, 80) };
        if (i % 2 == 0)
        {
            canvas.DrawCircle(20 + i, 25, 8 + i, paint);
        }
        else
        {
            canvas.DrawRect(5 + i, 10, 20, 12 + i, paint);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }
}

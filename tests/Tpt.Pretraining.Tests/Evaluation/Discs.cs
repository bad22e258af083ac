using SkiaSharp;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation;

/// <summary>A folder of two classes with a picture of a disc each, gone when the test is.</summary>
internal sealed class Discs : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("tpt").FullName;

    public Discs()
    {
        Draw("cherries", "disc.png", SKColors.Crimson);
        Draw("frog", "disc.png", SKColors.ForestGreen);
    }

    public string Folder => Path.Combine(_parent, "validation-discs");

    public LabelledSet Set => LabelledFolder.Read(Folder, classes: null, limit: null);

    /// <summary>A place beside the folder.</summary>
    public string Beside(string name) => Path.Combine(_parent, name);

    /// <summary>A disc on white, 72 pixels wide.</summary>
    public string Draw(string label, string name, SKColor colour)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, label)).FullName, name);
        using var bitmap = new SKBitmap(72, 72);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = colour };
        canvas.Clear(SKColors.White);
        canvas.DrawCircle(36, 30, 25, paint);
        using var stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        return path;
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}

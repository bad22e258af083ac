using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation.Sets;

public sealed class PictureFileTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>, IDisposable
{
    private readonly Discs _discs = new();

    public void Dispose() => _discs.Dispose();

    [Fact]
    public void Read_TransparentPixels_AreWhite()
    {
        var path = _discs.Beside("clear.png");
        using (var bitmap = new SKBitmap(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul))
        {
            bitmap.SetPixel(0, 0, SKColors.Red);
            bitmap.SetPixel(1, 0, new SKColor(0, 0, 0, 0));
            using var stream = File.Create(path);
            bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        }

        Pixels(PictureFile.Read(path)!).Should().Equal(Pixels(ImagePixels.FromRgb([255, 0, 0, 255, 255, 255], width: 2, height: 1)));
    }

    [Fact]
    public void Read_WhatIsNoWholePicture_IsNothing()
    {
        var path = _discs.Draw("frog", "whole.png", SKColors.Green);
        var cut = _discs.Beside("cut.png");
        File.WriteAllBytes(cut, File.ReadAllBytes(path)[..^200]);
        var text = _discs.Beside("text.png");
        File.WriteAllText(text, "no picture");

        PictureFile.Read(path).Should().NotBeNull();
        PictureFile.Read(cut).Should().BeNull();
        PictureFile.Read(text).Should().BeNull();
    }

    /// <summary>The centre view, which follows from the pixels.</summary>
    private float[] Pixels(ImagePixels picture)
    {
        using var classifier = new TptClassifier(fixture.Model, ["one"], ScoringMethods.ZeroShotOptions(prompt: null));
        using var views = classifier.CreateViews(picture);
        return views.ToTensor().data<float>().ToArray();
    }
}

using SkiaSharp;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class EvaluationSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public EvaluationSetTests()
    {
        foreach (var place in (string[])["held-out/cat", "held-out/dog", "validation-style/cat", "validation-style/dog"])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, place)).FullName;
            for (var i = 0; i < 3; i++)
            {
                Save(Path.Combine(folder, $"{i}.png"));
            }
        }
    }

    [Fact]
    public void ReadAll_ValidationSetsComeFirst()
    {
        var sets = EvaluationSet.ReadAll([_folder], [], limit: null);

        sets.Select(set => (set.Name, set.IsValidation, set.Images.Count)).Should().Equal(("validation-style", true, 6), ("held-out", false, 6));
        sets[0].ClassNames.Should().Equal("cat", "dog");
        sets[0].Images[5].Name.Should().Be("dog/2.png");
    }

    [Fact]
    public void ReadAll_Limit_SpreadsOverTheClasses()
        => EvaluationSet.ReadAll([_folder], ["held-out"], limit: 2).Single().Images.Select(image => image.Name).Should().Equal("cat/0.png", "dog/0.png");

    [Fact]
    public void ReadAll_AnUnknownSet_NamesIt() => FluentActions.Invoking(() => EvaluationSet.ReadAll([_folder], ["other"], limit: null))
        .Should().Throw<InvalidDataException>().WithMessage("*'other'*held-out*");

    [Fact]
    public void Sweep_AHeldOutSet_IsRefused() => FluentActions.Invoking(() => SweepCommand.RequireValidation(["validation-style", "held-out"]))
        .Should().Throw<InvalidDataException>().WithMessage("'held-out' is no validation set*");

    [Fact]
    public void CentreCrop_CutsFromTheCentre_OnWhite()
    {
        using var picture = EvaluationPicture.Read(Path.Combine(_folder, "held-out", "cat", "0.png"));

        var whole = picture.CentreCrop(1);
        var crop = picture.CentreCrop(0.5);

        (whole.Width, whole.Height, crop.Width, crop.Height).Should().Be((8, 8, 4, 4));
        whole.Rgbx[..4].ToArray().Should().Equal([255, 255, 255, 255], "the margin is transparent");
        crop.Rgbx[..4].ToArray().Should().Equal(255, 0, 0, 255);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A red square of 4 pixels in the middle of 8 transparent ones.</summary>
    private static void Save(string path)
    {
        using var bitmap = new SKBitmap(8, 8, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(SKColors.Transparent);
        bitmap.Erase(SKColors.Red, new SKRectI(2, 2, 6, 6));
        using var stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
    }
}

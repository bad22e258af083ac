using System.Reflection;
using Microsoft.ML.Tests.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp.Tests;

/// <summary>Images that are in memory.</summary>
public sealed class FromImageTests
{
    public static TheoryData<string> PixelFormats => [.. typeof(Rgba32).Assembly.GetExportedTypes()
        .Where(type => type.IsValueType && type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IPixel<>)))
        .Select(type => type.Name)];

    [Fact]
    public void PixelFormats_AreAllOfThem() => PixelFormats.Should().HaveCountGreaterThan(25);

    [Theory]
    [MemberData(nameof(PixelFormats))]
    public void FromImage_EachPixelFormat_IsWhatImageSharpConvertsItTo(string format)
    {
        var type = typeof(Rgba32).Assembly.GetExportedTypes().Single(type => type.Name == format && type.Namespace == typeof(Rgba32).Namespace);
        using var source = Image.LoadPixelData<Rgb24>(SharpFiles.Colours, SharpFiles.Width, SharpFiles.Height);
        using var image = (Image)typeof(Image).GetMethods().Single(method => method.Name == nameof(Image.CloneAs) && method.GetParameters().Length == 0)
            .MakeGenericMethod(type).Invoke(source, null)!;
        using var expected = image.CloneAs<Rgba32>();
        var bytes = new byte[SharpFiles.Width * SharpFiles.Height * 4];
        expected.CopyPixelDataTo(bytes);

        ImagePixels.FromImage(image).Rgbx.ToArray().Should().Equal(ImagePixels.FromRgba(bytes, SharpFiles.Width, SharpFiles.Height).Rgbx.ToArray());
        ImagePixels.FromImage(image, AlphaHandling.CompositeOnWhite).Rgbx.ToArray()
            .Should().Equal(ImagePixels.FromRgba(bytes, SharpFiles.Width, SharpFiles.Height, AlphaHandling.CompositeOnWhite).Rgbx.ToArray());
    }

    [Theory]
    [InlineData("plain.png")]
    [InlineData("baseline.jpg")]
    [InlineData("lossy.webp")]
    public void FromImage_LoadedFile_HasTheBitsOfTheDecodedFile(string name)
    {
        using var image = Image.Load<Rgb24>(Pictures.Files[name]);

        ImagePixels.FromImage(image).Rgbx.ToArray().Should().Equal(Decoders.Pixels(ImageDecoders.ImageSharp.Decode(Pictures.Files[name])));
    }

    [Fact]
    public void CentreView_FromImageAndFromItsBytes_HasTheSameBits()
    {
        var path = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        using var image = Image.Load<Rgb24>(path);
        var preprocessing = new ImagePreprocessing();
        var (fromImage, fromBytes) = (new float[3 * 224 * 224], new float[3 * 224 * 224]);

        preprocessing.CentreView(ImagePixels.FromImage(image), fromImage);
        preprocessing.CentreView(ImageDecoders.ImageSharp.Decode(File.ReadAllBytes(path)).Pixels!, fromBytes);

        fromImage.Should().Equal(fromBytes);
    }

    [Fact]
    public void FromImage_SeveralFrames_IsTheFirst()
    {
        using var image = new Image<Rgb24>(2, 1, new Rgb24(1, 2, 3));
        image.Frames.CreateFrame(new Rgb24(9, 9, 9));

        ImagePixels.FromImage(image).Rgbx.ToArray().Should().Equal(1, 2, 3, 255, 1, 2, 3, 255);
    }

    [Fact]
    public void FromImage_Disposed_Throws()
    {
        var image = new Image<Rgb24>(2, 1);
        image.Dispose();

        var act = () => ImagePixels.FromImage(image);

        act.Should().Throw<ObjectDisposedException>();
    }
}

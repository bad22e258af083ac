using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests.Images;

/// <summary>Decoders by name, where the application references Microsoft.ML.Tpt alone.</summary>
public sealed class DecoderPackageTests
{
    [Fact]
    public void Of_PackageThatIsNotReferenced_NamesThePackage()
    {
        var act = () => ImageDecoders.Of("ImageSharp");

        act.Should().Throw<ArgumentException>()
            .WithMessage("The image decoder 'ImageSharp' is in the package Tpt.ImageSharp, which this application does not reference: dotnet add package Tpt.ImageSharp.");
    }

    [Fact]
    public void Of_BuiltIn_IsThere() => ImageDecoders.Of("SkiaSharp").Should().BeSameAs(ImageDecoders.SkiaSharp);
}

using Microsoft.Extensions.Configuration;
using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.ImageSharp.Tests;

/// <summary>The decoder as an option of the ML.NET stage.</summary>
public sealed class PipelineTests : IDisposable
{
    private static readonly string[] _classNames = ["banana", "carrot"];

    private readonly string _folder = Directory.CreateTempSubdirectory("tpt").FullName;
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Transform_TiffColumn_IsScoredByImageSharpAndRefusedBySkiaSharp()
    {
        var rows = Rows(SharpFiles.Files["lzw.tif"]);
        using var managed = Fit(rows, ImageDecoders.ImageSharp);
        using var builtIn = Fit(rows, decoder: null);

        managed.Transform(rows).GetColumn<float[]>("Score").Single().Sum().Should().BeApproximately(1, 1e-5f);
        builtIn.Transform(rows).GetColumn<float[]>("Score").Single().Should().OnlyContain(score => float.IsNaN(score));
    }

    [Fact]
    public void Transform_PngColumn_HasTheSameBitsByBoth()
    {
        var rows = Rows(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(3).Select(File.ReadAllBytes).ToArray());
        using var managed = Fit(rows, ImageDecoders.ImageSharp);
        using var builtIn = Fit(rows, ImageDecoders.SkiaSharp);

        managed.Transform(rows).GetColumn<float[]>("Score").Should().BeEquivalentTo(builtIn.Transform(rows).GetColumn<float[]>("Score"), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_SavedWithImageSharp_DecodesWithIt()
    {
        var rows = Rows(SharpFiles.Files["plain.tga"]);
        using var fitted = Fit(rows, ImageDecoders.ImageSharp);
        var path = Path.Combine(_folder, "MLModel.zip");
        _context.Model.SaveTo(fitted, rows.Schema, path);

        using var loaded = (TptTransformer)new MLContext().Model.Load(path, out _);

        loaded.Options.Decoder.Should().BeSameAs(ImageDecoders.ImageSharp);
        loaded.Transform(rows).GetColumn<float[]>("Score").Should().BeEquivalentTo(fitted.Transform(rows).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void Save_DecoderThatIsNotRegistered_SaysWhatToDo()
    {
        var rows = Rows(SharpFiles.Files["plain.tga"]);
        using var fitted = Fit(rows, new GrayDecoder());

        var act = () => _context.Model.SaveTo(fitted, rows.Schema, Path.Combine(_folder, "MLModel.zip"));

        act.Should().Throw<Exception>().WithMessage("*There is no image decoder 'Gray28'; there are 'ImageSharp', 'SkiaSharp'. Call ImageDecoders.Register*");
    }

    [Fact]
    public void Bind_NameOfTheDecoder_GivesIt()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Decoder", "ImageSharp")]).Build();

        configuration.Get<TptOptions>()!.Decoder.Should().BeSameAs(ImageDecoders.ImageSharp);
    }

    private IDataView Rows(params byte[][] files) => _context.Data.LoadFromEnumerable(files.Select(file => new Row { Image = file }).ToArray());

    private TptTransformer Fit(IDataView rows, IImageDecoder? decoder)
        => _context.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = _classNames, Method = new ZeroShotOptions(), Decoder = decoder }).Fit(rows);

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class GrayDecoder : IImageDecoder
    {
        public string Name => "Gray28";

        public ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options) => ImageMeasurement.Refused("it is none of 28 x 28 bytes");

        public DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options) => DecodedImage.Refused("it is none of 28 x 28 bytes");
    }
}

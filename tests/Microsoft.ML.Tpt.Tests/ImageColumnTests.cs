using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests;

/// <summary>Where images come from, and what becomes of rows without a usable one.</summary>
public sealed class ImageColumnTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly LogCapture _log;
    private readonly TptTransformer _transformer;
    private readonly ScoredRow[] _expected;

    public ImageColumnTests(Workspace workspace)
    {
        _workspace = workspace;
        _log = new LogCapture(_context);
        var images = workspace.LoadImages(_context, 4);
        _transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        _expected = Workspace.ReadScores(_context, _transformer.Transform(images));
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void Bytes_OpaqueFiles_ScoreAsImagesDo()
    {
        var scored = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadBytes(_context, _workspace.Rows(4))));

        scored.Select(row => row.Score).Should().BeEquivalentTo(_expected.Select(row => row.Score), options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void MemoryImage_EitherPixelFormat_ScoresAsTheFileAndStaysTheCallers(MLPixelFormat format)
    {
        using var bitmap = SKBitmap.Decode(_workspace.Images[1]).Copy(format == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888);
        using var image = MLImage.CreateFromPixels(bitmap.Width, bitmap.Height, format, bitmap.Bytes);
        var data = _context.Data.LoadFromEnumerable([new BitmapRow { Image = image }, new BitmapRow { Image = image }]);

        var scored = _context.Data.CreateEnumerable<Scores>(_transformer.Transform(data), reuseRowObject: false).ToArray();

        scored.Should().HaveCount(2).And.OnlyContain(row => row.Score.SequenceEqual(_expected[1].Score));
        image.Width.Should().Be(bitmap.Width, "a disposed image would throw");
    }

    [Fact]
    public void ResizedImages_WhichTheStageBeforeRecycles_ScoreRowByRow()
    {
        var images = _workspace.LoadImages(_context, 4);
        var resized = _context.Transforms.ResizeImages("Image", 45, 67).Fit(images).Transform(images);     // the size of image 1, which ResizeImages hands on as it is

        var scored = Workspace.ReadScores(_context, _transformer.Transform(resized));

        scored[1].Score.Should().Equal(_expected[1].Score);
    }

    [Fact]
    public void NullEmptyAndDamagedBytes_GiveMissingRowsAndWarnings_OthersUnharmed()
    {
        var good = File.ReadAllBytes(_workspace.Images[0]);
        byte[]?[] files = [good, null, [], [1, 2, 3, 4], good[..(good.Length / 2)], File.ReadAllBytes(_workspace.Images[1])];
        var data = _context.Data.LoadFromEnumerable(files.Select(file => new EncodedRow { Image = file }));

        var scored = _context.Data.CreateEnumerable<Scores>(_transformer.Transform(data), reuseRowObject: false).ToArray();

        scored.Select(row => row.PredictedLabel == 0).Should().Equal(false, true, true, true, true, false);
        scored[1..5].SelectMany(row => row.Score).Should().HaveCount(20).And.OnlyContain(score => float.IsNaN(score));
        scored[0].Score.Should().Equal(_expected[0].Score);
        scored[5].Score.Should().Equal(_expected[1].Score);
        _log.Of(ChannelMessageKind.Warning).Should().SatisfyRespectively(
            first => first.Should().Match("Row 1: the image in column 'Image' cannot be used: there is no image;*"),
            second => second.Should().Match("Row 2: the image in column 'Image' cannot be used: there is no image;*"),
            third => third.Should().Match("Row 3: the image in column 'Image' cannot be used: *"),
            fourth => fourth.Should().Match("Row 4: the image in column 'Image' cannot be used: *"));
    }

    [Fact]
    public void NullImages_GiveMissingRows_ThroughCursorAndEngine()
    {
        PathRow[] rows = [_workspace.Rows(1)[0], new PathRow { Path = "" }, _workspace.Rows(2)[1]];
        var scored = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows))));
        using var engine = _context.Model.CreatePredictionEngine<BitmapRow, Scores>(_transformer, new PredictionEngineOptions { OwnsTransformer = false });

        var alone = engine.Predict(new BitmapRow { Image = null });

        scored.Select(row => row.PredictedLabel == 0).Should().Equal(false, true, false);
        scored[1].Score.Should().OnlyContain(score => float.IsNaN(score));
        scored[2].Score.Should().Equal(_expected[1].Score);
        alone.PredictedLabel.Should().Be(0);
        alone.Score.Should().HaveCount(5).And.OnlyContain(score => float.IsNaN(score));
        _log.Of(ChannelMessageKind.Warning).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(false, "Row 4: the image in column 'Image' cannot be used: *Invalid input stream contents*")]
    [InlineData(true, "Row 4: the image in column 'Image' cannot be used: *Could not find file*gone.png*")]
    public void LoadImages_DamagedOrMissingFile_IsAMissingRowWithItsReason(bool missing, string reason)
    {
        var path = missing ? _workspace.PathOf("gone.png") : _workspace.WriteFile("damaged.png", [1, 2, 3]);
        PathRow[] rows = [.. _workspace.Rows(4), new PathRow { Path = path }, .. _workspace.Rows(2)];

        var scored = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows))));

        scored[4].PredictedLabel.Should().Be(0);
        scored[4].Score.Should().OnlyContain(score => float.IsNaN(score));
        for (var i = 0; i < rows.Length; i++)
        {
            if (i != 4)
            {
                scored[i].Score.Should().Equal(_expected[i < 4 ? i : i - 5].Score);
            }
        }
        _log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().Match(reason);
    }

    [Theory]
    [InlineData(false, "*Invalid input stream contents*")]
    [InlineData(true, "*Could not find file*gone alone.png*")]
    public void LoadImages_DamagedOrMissingFileInAPredictionEngine_IsAMissingRowToo(bool missing, string reason)
    {
        var path = missing ? _workspace.PathOf("gone alone.png") : _workspace.WriteFile("damaged alone.png", [1, 2, 3]);
        var chain = _context.Transforms.LoadImages("Image", null, "Path").Fit(_context.Data.LoadFromEnumerable(_workspace.Rows(1))).Append(_transformer);
        using var engine = _context.Model.CreatePredictionEngine<PathRow, Scores>(chain, new PredictionEngineOptions { OwnsTransformer = false });

        var answer = engine.Predict(new PathRow { Path = path });

        answer.PredictedLabel.Should().Be(0);
        _log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().Match(reason);
        engine.Predict(_workspace.Rows(1)[0]).Score.Should().Equal(_expected[0].Score);
    }

    [Fact]
    public void ManyUnusableRows_AreNamedTenTimesAndCounted()
    {
        var rows = Enumerable.Repeat(new EncodedRow { Image = [1, 2, 3] }, 25).Append(new EncodedRow { Image = File.ReadAllBytes(_workspace.Images[0]) });

        var scored = _context.Data.CreateEnumerable<Scores>(_transformer.Transform(_context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToArray();

        scored[^1].Score.Should().Equal(_expected[0].Score);
        var warnings = _log.Of(ChannelMessageKind.Warning);
        warnings.Should().HaveCount(11);
        warnings[^1].Should().Be("25 rows have no label; the first 10 are named above.");
    }

    [Fact]
    public void MemoryImage_AboveTheLimit_IsAMissingRow()
    {
        var options = Workspace.Options();
        options.Images.MaxPixels = 100;
        using var limited = _context.Transforms.TestTimePromptTuning(options).Fit(_workspace.LoadImages(_context, 1));
        using var small = MLImage.CreateFromPixels(10, 10, MLPixelFormat.Bgra32, new byte[400]);
        using var large = MLImage.CreateFromPixels(101, 1, MLPixelFormat.Bgra32, new byte[404]);
        var data = _context.Data.LoadFromEnumerable([new BitmapRow { Image = large }, new BitmapRow { Image = small }]);

        var scored = _context.Data.CreateEnumerable<Scores>(limited.Transform(data), reuseRowObject: false).ToArray();

        scored.Select(row => row.PredictedLabel == 0).Should().Equal(true, false);
        _log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().Match("Row 0: *it has 101 x 1 pixels, above Images.MaxPixels = 100;*");
    }

    /// <summary>Frames of screens and cameras leave the fourth byte at 0: the colours are there all the same.</summary>
    [Fact]
    public void MemoryImage_UnusedAlpha_ScoresAsTheOpaqueImage()
    {
        using var bitmap = SKBitmap.Decode(_workspace.Images[1]).Copy(SKColorType.Bgra8888);
        var pixels = bitmap.Bytes;
        for (var i = 3; i < pixels.Length; i += 4)
        {
            pixels[i] = 0;
        }

        using var frame = MLImage.CreateFromPixels(bitmap.Width, bitmap.Height, MLPixelFormat.Bgra32, pixels);

        var scored = _context.Data.CreateEnumerable<Scores>(_transformer.Transform(_context.Data.LoadFromEnumerable([new BitmapRow { Image = frame }])), reuseRowObject: false).Single();

        scored.Score.Should().Equal(_expected[1].Score);
    }

    [Fact]
    public void ApplyExifOrientation_TurnsTheImageAsAViewerWould()
    {
        using var upright = SKBitmap.Decode(_workspace.Images[1]);
        using var lying = new SKBitmap(upright.Height, upright.Width);
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                lying.SetPixel(y, upright.Width - 1 - x, upright.GetPixel(x, y));   // what orientation 6, a quarter turn clockwise, undoes
            }
        }
        var jpeg = Jpeg(lying);
        var turning = Workspace.Options();
        turning.Images.ApplyExifOrientation = true;
        var data = _context.Data.LoadFromEnumerable([new EncodedRow { Image = WithOrientation(jpeg, 6) }]);
        using var transformer = _context.Transforms.TestTimePromptTuning(turning).Fit(data);
        using var decoded = SKBitmap.Decode(jpeg);
        using var turned = new SKBitmap(upright.Width, upright.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                turned.SetPixel(x, y, decoded.GetPixel(y, upright.Width - 1 - x));
            }
        }

        var applied = Score(transformer, data);
        var asStored = Score(_transformer, data);

        applied.Should().Equal(Score(_transformer, Png(turned)));
        asStored.Should().Equal(Score(_transformer, _context.Data.LoadFromEnumerable([new EncodedRow { Image = jpeg }]))).And.NotEqual(applied);
    }

    [Fact]
    public void ApplyExifOrientation_OnAnImageColumn_IsAnErrorThatNamesTheWayOut()
    {
        var options = Workspace.Options();
        options.Images.ApplyExifOrientation = true;

        var fit = () => _context.Transforms.TestTimePromptTuning(options).Fit(_workspace.LoadImages(_context));

        fit.Should().Throw<ArgumentException>().WithMessage("*ApplyExifOrientation*LoadRawImageBytes*");
    }

    [Fact]
    public void Alpha_DroppedByDefault_KeepsStraightColours_AndCompositesWhenAsked()
    {
        using var bitmap = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(8 * x), (byte)(8 * y), 90, (byte)(x < 16 ? 0 : 128)));
            }
        }
        using var opaque = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var onWhite = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                var colour = bitmap.GetPixel(x, y);
                opaque.SetPixel(x, y, colour.WithAlpha(255));
                byte Over(byte c) => (byte)Math.Round(255 + (c - 255) * colour.Alpha / 255.0);
                onWhite.SetPixel(x, y, new SKColor(Over(colour.Red), Over(colour.Green), Over(colour.Blue)));
            }
        }
        var compositing = Workspace.Options();
        compositing.Images.Alpha = AlphaHandling.CompositeOnWhite;
        using var composited = _context.Transforms.TestTimePromptTuning(compositing).Fit(Png(bitmap));

        Score(_transformer, Png(bitmap)).Should().Equal(Score(_transformer, Png(opaque)), "colours stay as stored, even under full transparency");
        Score(composited, Png(bitmap)).Should().Equal(Score(_transformer, Png(onWhite)));
    }

    [Fact]
    public void Alpha_OfAnImageColumn_IsDividedOutOfThePremultipliedColours()
    {
        // Colours that survive multiplication and division by 51 / 255 = 1 / 5 exactly.
        using var bitmap = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(5 * x), (byte)(5 * y), 100, 51));
            }
        }
        var path = _workspace.WriteFile("transparent.png", bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        var rows = new[] { new PathRow { Path = path } };

        var images = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows))));
        var bytes = Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadBytes(_context, rows)));

        images.Single().Score.Should().Equal(bytes.Single().Score);
    }

    private float[] Score(TptTransformer transformer, IDataView data) =>
        _context.Data.CreateEnumerable<Scores>(transformer.Transform(data), reuseRowObject: false).Single().Score;

    private IDataView Png(SKBitmap bitmap) =>
        _context.Data.LoadFromEnumerable([new EncodedRow { Image = bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray() }]);

    private static byte[] Jpeg(SKBitmap bitmap) => bitmap.Encode(SKEncodedImageFormat.Jpeg, 100).ToArray();

    /// <summary>Puts an EXIF segment with an orientation behind a JPEG file's start marker.</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2],
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
        .. "MM\0*"u8, 0, 0, 0, 8,                                          // big-endian TIFF, first directory at 8
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,     // one entry: orientation, a short
        .. jpeg[2..],
    ];
}

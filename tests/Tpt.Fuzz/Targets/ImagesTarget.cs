using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;
using Tpt.ImageSharp;

namespace Tpt.Fuzz.Targets;

/// <summary>Image files: through the decoder alone, and as a row among good ones through either kind of column.</summary>
internal sealed class ImagesTarget : IFuzzTarget
{
    private const string Decode = "decode";
    private const string Managed = "managed";
    private const string Bytes = "bytes";
    private const string Path = "path";

    private readonly IReadOnlyList<byte[]> _corpus = PictureCorpus.Create();
    private readonly RowScoring _bytes;
    private readonly RowScoring _paths;

    public ImagesTarget(string folder)
    {
        var model = TinyCheckpoint.WriteHuggingFace(System.IO.Path.Combine(folder, "model"));
        var context = new MLContext(1);
        _bytes = new RowScoring(context, folder, model, byPath: false);
        _paths = new RowScoring(context, folder, model, byPath: true);
    }

    public IReadOnlyList<string> Kinds { get; } = [Decode, Managed, Bytes, Path];

    public FuzzInput Create(Pcg random) => new(
        random.Below(20) switch { 0 => Bytes, 1 => Path, < 8 => Managed, _ => Decode },
        ImageMutation.Mutate(random.Pick(_corpus), random.Pick(_corpus), random));

    public bool Run(FuzzInput input) => input.Kind switch
    {
        Bytes => _bytes.Score(input.Bytes),
        // LoadImages decodes before the library sees the file.
        Path => ImageEntry.IsForLoadImages(input.Bytes) && _paths.Score(input.Bytes),
        Managed => DecodeBy(ImageDecoders.ImageSharp, input.Bytes),
        _ => DecodeBy(ImageDecoders.SkiaSharp, input.Bytes),
    };

    private static bool DecodeBy(IImageDecoder decoder, byte[] file) => ImageEntry.Decode(decoder, file, AlphaHandling.Drop, applyExifOrientation: false)
        && ImageEntry.Decode(decoder, file, AlphaHandling.CompositeOnWhite, applyExifOrientation: true);

    public void Dispose()
    {
        _bytes.Dispose();
        _paths.Dispose();
    }
}

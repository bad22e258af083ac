using System.Globalization;
using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Texts;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>Zero-shot accuracy during training, on the validation style and the validation concepts; the held-out ones are not looked at.</summary>
internal sealed class ZeroShotProbe
{
    private const int ChunkSize = 64;
    private readonly PictureLibrary _library;
    private readonly TextBatch _texts;
    private readonly int _imageSize;
    private readonly (string Name, int[] Pictures)[] _sets;

    public ZeroShotProbe(PictureLibrary library, TextBatch texts, int imageSize)
    {
        (_library, _texts, _imageSize) = (library, texts, imageSize);
        var pictures = Enumerable.Range(0, library.Pictures.Count).ToArray();
        var trainingStyle = Enumerable.Range(0, library.Styles.Count).First(s => library.Styles[s].Split == Split.Training);
        _sets = [.. new (string Name, int[] Pictures)[]
        {
            ("animals, validation style", Choose(p => OfStyle(p, Split.Validation) && OfConcept(p, Split.Training, "animals-nature"))),
            ("food, validation style", Choose(p => OfStyle(p, Split.Validation) && OfConcept(p, Split.Training, "food-drink"))),
            ("validation concepts, a training style", Choose(p => library.Pictures[p].Style == trainingStyle && OfConcept(p, Split.Validation, null))),
            ("validation concepts and style", Choose(p => OfStyle(p, Split.Validation) && OfConcept(p, Split.Validation, null))),
            ("animals, a training style (fit)", Choose(p => library.Pictures[p].Style == trainingStyle && OfConcept(p, Split.Training, "animals-nature"))),
        }.Where(s => s.Pictures.Length > 1)];

        int[] Choose(Func<int, bool> condition) => [.. pictures.Where(condition).DistinctBy(p => library.Pictures[p].Concept)];
        bool OfStyle(int p, Split split) => library.Styles[library.Pictures[p].Style].Split == split;
        bool OfConcept(int p, Split split, string? group)
        {
            var concept = library.Concepts[library.Pictures[p].Concept];
            return concept.Split == split && (group is null || concept.Group == group);
        }
    }

    /// <summary>A line for each set: <c>name: top-1/top-5 % of n classes</c>.</summary>
    public IEnumerable<string> Evaluate(ClipNetwork network)
    {
        using var noGrad = no_grad();
        foreach (var (name, pictures) in _sets)
        {
            using var scope = NewDisposeScope();
            var texts = _texts.Encode(network, [.. pictures.Select(p => CaptionTemplates.Fill(_library.Concepts[_library.Pictures[p].Concept].Name))]);
            var images = cat([.. pictures.Chunk(ChunkSize).Select(chunk => network.forward(Pixels(chunk).to(network.LogitScale.device)))]);
            var logits = ClipNetwork.Normalize(images).matmul(texts.t());
            var ranks = logits.gt(logits.diagonal().unsqueeze(1)).sum(1);
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}: {Share(ranks.lt(1)):F1}/{Share(ranks.lt(5)):F1} % of {pictures.Length}");
        }
    }

    private static double Share(Tensor hits) => 100 * hits.to(ScalarType.Float32).mean().item<float>();

    private Tensor Pixels(int[] pictures)
    {
        var bytes = new byte[pictures.Length * PictureLibrary.BytesPerPicture];
        for (var i = 0; i < pictures.Length; i++)
        {
            Buffer.BlockCopy(_library.Pixels, pictures[i] * PictureLibrary.BytesPerPicture, bytes, i * PictureLibrary.BytesPerPicture, PictureLibrary.BytesPerPicture);
        }
        return PixelNormalisation.OnWhite(from_array(bytes).view(-1, PictureLibrary.Size, PictureLibrary.Size, 4), _imageSize);
    }
}

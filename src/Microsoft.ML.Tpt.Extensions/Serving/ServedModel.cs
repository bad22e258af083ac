using System.Security.Cryptography;
using System.Text;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>One set of weights with a classifier for each class list. It is disposed of when its owner and everything that is in work have let go of it.</summary>
internal sealed class ServedModel
{
    private readonly TptTransformer _transformer;
    private readonly IReadOnlyList<TptClassifier> _owned;
    private int _claims = 1;

    /// <param name="transformer">The stage with the weights. It belongs to this object from here on.</param>
    /// <param name="classifiers">The classifiers by list.</param>
    /// <param name="owned">Those of them that are not the transformer's own.</param>
    public ServedModel(TptTransformer transformer, IReadOnlyDictionary<string, TptClassifier> classifiers, IReadOnlyList<TptClassifier> owned)
    {
        (_transformer, Classifiers, _owned) = (transformer, classifiers, owned);
        var options = transformer.Scorer.Options;
        (Decoder, DecoderOptions, BatchSize) = (options.Decoder ?? ImageDecoders.SkiaSharp, options.Images.ForDecoder(), options.BatchSize);
        var files = string.Join('\n', transformer.Scorer.Model.Files.Select(file => file.Sha256).Order(StringComparer.Ordinal));
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(files)))[..12];
    }

    /// <summary>By list, without regard to case.</summary>
    public IReadOnlyDictionary<string, TptClassifier> Classifiers { get; }

    public IImageDecoder Decoder { get; }

    public ImageDecoderOptions DecoderOptions { get; }

    public int BatchSize { get; }

    public ClipModel Weights => _transformer.Scorer.Model;

    /// <summary>A prefix of the SHA-256 over those of the model's files.</summary>
    public string Version { get; }

    /// <summary>One more who uses it; <see langword="false"/> where it is gone.</summary>
    public bool TryClaim()
    {
        while (true)
        {
            var claims = Volatile.Read(ref _claims);
            if (claims == 0)
            {
                return false;
            }
            if (Interlocked.CompareExchange(ref _claims, claims + 1, claims) == claims)
            {
                return true;
            }
        }
    }

    /// <summary>One less. The last one frees the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _claims) == 0)
        {
            foreach (var classifier in _owned)
            {
                classifier.Dispose();
            }
            _transformer.Dispose();
        }
    }
}

using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>vision</c>: the image tower over all views of an image, published in one batch against chunks in each precision.</summary>
internal static class VisionBenchmark
{
    private static readonly int[] _chunkSizes = [1, 2, 4, 8, 16, 32, 64];

    public static void Run(string model, int views, int repetitions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var config = ModelSizes.Of(model);
        using var network = SyntheticNetwork.Create(config);
        var pixels = randn(views, 3, config.Vision.ImageSize, config.Vision.ImageSize);
        var published = new PublishedTowers(network, config);
        var expected = published.EncodeImages(pixels);
        var publishedSeconds = Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => Alternation.Time(() => published.EncodeImages(pixels).Dispose()))]);
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            network.to(dtype);
            using var converted = pixels.to(dtype);
            using var ofRule = Encode(network, converted, network.Images.ChunkSize);
            foreach (var chunkSize in _chunkSizes.Where(size => size <= views))
            {
                using var features = Encode(network, converted, chunkSize);
                var seconds = Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => Alternation.Time(() => Encode(network, converted, chunkSize).Dispose()))]);
                var cosine = (features * expected).sum(1).min().item<float>();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"vision model={model} views={views} dtype={dtype} chunk={chunkSize} published_s={publishedSeconds:0.00} engine_s={seconds:0.00} ratio={publishedSeconds / seconds:0.0} min_cosine={cosine:0.00000} bits_of_chunk_{network.Images.ChunkSize}={(features.equal(ofRule).all().item<bool>() ? "yes" : "no")}"));
            }
        }
    }

    private static Tensor Encode(ClipNetwork network, Tensor pixels, int chunkSize)
    {
        using var scope = NewDisposeScope();
        var chunks = pixels.split(chunkSize).Select(chunk => network.forward(chunk)).ToArray();
        return ClipNetwork.Normalize(cat(chunks, 0).to(ScalarType.Float32)).MoveToOuterDisposeScope();
    }
}

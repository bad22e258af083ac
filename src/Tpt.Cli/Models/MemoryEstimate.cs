using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ZeroShot;
using TorchSharp;

namespace Tpt.Cli.Models;

/// <summary>
/// The memory that a process needs at its peak, from the model's sizes: nothing is run. With ViT-B/32, ViT-B/16 and ViT-L/14 it is within 10 %
/// of the peaks that the benchmark <c>costs</c> measured, which the README shows.
/// </summary>
internal static class MemoryEstimate
{
    /// <summary>.NET, libtorch and what they keep for themselves: what is left of the measured peaks when the rest is taken off.</summary>
    private const long Runtime = 350_000_000;

    /// <summary>What the engine lets the gradient of prompts take at a time, however many classes there are (<see cref="ModelOptions.ClassChunkSize"/>).</summary>
    private const long MostOfGradient = 256_000_000;

    /// <summary>What a layer keeps for the gradient of one token, in vectors of its width, as the engine counts it.</summary>
    private const int VectorsPerLayer = 18;

    /// <summary>The tokens of a prompt from its class name on: a name of two tokens, the point and the end of text, and one for longer names.</summary>
    private const int TokensPerClass = 5;

    /// <summary>Views that are worked on, and those of the pictures that are read ahead on a small machine.</summary>
    private const int PicturesAtOnce = 4;

    /// <summary>What the image tower keeps at a time: the views that go through together have 5 million numbers in the widest of its activations, and there are about five such.</summary>
    private const long Activations = 5 * 5_000_000L * sizeof(float);

    /// <param name="model">The model, as it is loaded.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="method">How pictures are scored.</param>
    /// <param name="views">The views of a picture, where the method makes any.</param>
    /// <returns>Bytes.</returns>
    public static long Of(ClipModel model, int classCount, MethodOptions method, int views)
    {
        var (image, text) = (model.Architecture.Image, model.Architecture.Text);
        var weights = (image.ParameterCount * (model.DType == torch.ScalarType.Float32 ? sizeof(float) : 2)) + (text.ParameterCount * sizeof(float));
        return Of(weights, text.Layers, text.Width, model.ImageSize, classCount, method is ZeroShotOptions ? 0 : views);
    }

    /// <summary>The same from the numbers alone.</summary>
    /// <param name="weights">The bytes of the weights.</param>
    /// <param name="textLayers">The layers of the text tower.</param>
    /// <param name="textWidth">Its width.</param>
    /// <param name="imageSize">The side of a view in pixels.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="views">The views of a picture; 0 without adaptation.</param>
    internal static long Of(long weights, int textLayers, int textWidth, int imageSize, int classCount, int views)
    {
        var classes = (long)TokensPerClass * textWidth * sizeof(float) * classCount;
        if (views == 0)
        {
            return Runtime + weights + classes;
        }
        var gradient = Math.Min(classes * textLayers * VectorsPerLayer, MostOfGradient);
        return Runtime + weights + classes + gradient + Activations + (3L * sizeof(float) * views * imageSize * imageSize * PicturesAtOnce);
    }
}

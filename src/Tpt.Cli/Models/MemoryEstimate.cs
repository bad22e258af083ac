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

    /// <summary>The views that are worked on, and those of the next picture.</summary>
    private const int PicturesAtOnce = 2;

    /// <param name="model">The model, as it is loaded.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="method">How pictures are scored.</param>
    /// <param name="views">The views of a picture, where the method makes any.</param>
    /// <returns>Bytes.</returns>
    public static long Of(ClipModel model, int classCount, MethodOptions method, int views) => Of(model.Architecture, model.DType, model.ImageSize, classCount, method, views);

    /// <inheritdoc cref="Of(ClipModel, int, MethodOptions, int)"/>
    internal static long Of(ModelArchitecture architecture, torch.ScalarType imageType, int imageSize, int classCount, MethodOptions method, int views)
    {
        var text = architecture.Text;
        var weights = (architecture.Image.ParameterCount * (imageType == torch.ScalarType.Float32 ? sizeof(float) : 2)) + (text.ParameterCount * sizeof(float));
        var perClass = (long)TokensPerClass * text.Layers * VectorsPerLayer * text.Width * sizeof(float);
        // Without a gradient the text tower's layers are gone when their features are there.
        var classes = method is ZeroShotOptions ? perClass * classCount / VectorsPerLayer / text.Layers : Math.Min(perClass * classCount, MostOfGradient);
        var pixels = 3L * sizeof(float) * imageSize * imageSize * (method is ZeroShotOptions ? 1 : views) * PicturesAtOnce;
        return Runtime + weights + classes + pixels;
    }
}

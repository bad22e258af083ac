using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine;

/// <summary>What a model is made of, as its files say it.</summary>
/// <example>
/// <code>
/// using var clip = ClipModel.LoadBuiltIn();
/// ModelArchitecture architecture = clip.Architecture;
/// Console.WriteLine($"{architecture.Family}: {architecture.Image.Kind}, patches of {architecture.PatchSize} px, {architecture.ParameterCount / 1e6:F1} million parameters");
/// </code>
/// </example>
public sealed record ModelArchitecture
{
    internal ModelArchitecture()
    {
    }

    /// <summary>The family, by which a text becomes tokens: <c>CLIP</c> (OpenAI's and whatever has its towers and its tokenizer, as OpenCLIP, DataComp, DFN and MetaCLIP 1), <c>MetaCLIP 2</c> or <c>SigLIP</c>.</summary>
    public string Family { get; internal init; } = "";

    /// <summary>Whose layout the files have: <c>Hugging Face</c>, <c>OpenCLIP</c> or <c>OpenAI</c>.</summary>
    public string Layout { get; internal init; } = "";

    /// <summary>The image tower.</summary>
    public TowerArchitecture Image { get; internal init; } = new();

    /// <summary>The text tower.</summary>
    public TowerArchitecture Text { get; internal init; } = new();

    /// <summary>The side of a patch in pixels; <see langword="null"/> where the image tower is no vision transformer.</summary>
    public int? PatchSize { get; internal init; }

    /// <summary>The number of tokens that the text tower knows.</summary>
    public int VocabularySize { get; internal init; }

    /// <summary>The dtypes that the weights are stored in, the one with the most numbers first. What the model computes in is <see cref="ClipModel.DType"/>.</summary>
    public IReadOnlyList<ScalarType> StoredTypes { get; internal init; } = [];

    /// <summary>The number of weights: both towers, and the scale of the logits. Without those of a TorchScript program.</summary>
    public long ParameterCount => Image.ParameterCount + Text.ParameterCount + 1;

    internal static ModelArchitecture Of(ClipConfig config, ClipNetwork network)
    {
        var image = Count(network.Images);
        return new ModelArchitecture
        {
            Family = config.Family.Name(),
            Image = TowerArchitecture.Of(config.Vision, image),
            Text = TowerArchitecture.Of(config.Text, Count(network) - image - 1),
            PatchSize = config.Vision is VisionTransformerConfig { PatchSize: var size } ? size : null,
            VocabularySize = config.Text.VocabSize,
        };
    }

    /// <summary>The dtypes of the tensors, by how many numbers are in each.</summary>
    internal static IReadOnlyList<ScalarType> TypesOf(ITensorSource weights)
        => [.. weights.Names.GroupBy(weights.DTypeOf, name => weights.ShapeOf(name).Aggregate(1L, (size, side) => size * side)).OrderByDescending(type => type.Sum()).Select(type => type.Key)];

    private static long Count(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());
}

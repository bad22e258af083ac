using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// The sizes of a checkpoint with OpenAI's names, read off its shapes as the original's <c>build_model</c> does. Heads, activation and what
/// else no shape shows are left at their defaults.
/// </summary>
internal sealed class OpenAiArchitecture
{
    private const string PatchWeight = "visual.conv1.weight";
    private const string PoolPositions = "visual.attnpool.positional_embedding";

    private readonly ITensorSource _source;

    private OpenAiArchitecture(ITensorSource source) => _source = source;

    /// <summary>Whether the image tower is a vision transformer rather than a ResNet.</summary>
    public static bool HasVisionTransformer(ITensorSource source) => source.Names.Contains("visual.proj");

    /// <summary>Whether the weights are OpenAI's: nobody else stores what the shapes say anyway.</summary>
    public static bool IsOpenAis(ITensorSource source) => OpenAiNames.Scalars.All(source.Names.Contains);

    /// <param name="source">The stored tensors, under their own names, the text tower's bare.</param>
    /// <param name="imageTower">The image tower that is run in place of the stored one, or null.</param>
    /// <exception cref="InvalidDataException">A tensor that shows the architecture is missing or misshapen.</exception>
    public static ClipConfig Infer(ITensorSource source, ImageTowerConfig? imageTower = null)
    {
        var architecture = new OpenAiArchitecture(source);
        return new ClipConfig
        {
            Text = architecture.InferText(),
            Vision = imageTower ?? (HasVisionTransformer(source) ? architecture.InferVisionTransformer() : architecture.InferResNet()),
            ProjectionDim = architecture.Dimension("text_projection", 1, rank: 2),
        };
    }

    private ClipTextConfig InferText() => new()
    {
        VocabSize = Dimension("token_embedding.weight", 0, rank: 2),
        HiddenSize = Dimension("ln_final.weight", 0, rank: 1),
        IntermediateSize = Dimension("transformer.resblocks.0.mlp.c_fc.weight", 0, rank: 2),
        NumHiddenLayers = CountChildren("transformer.resblocks."),
        MaxPositionEmbeddings = Dimension("positional_embedding", 0, rank: 2),
    };

    private ClipVisionConfig InferVisionTransformer()
    {
        var patchSize = Dimension(PatchWeight, 3, rank: 4);
        return new ClipVisionConfig
        {
            HiddenSize = Dimension(PatchWeight, 0, rank: 4),
            IntermediateSize = Dimension("visual.transformer.resblocks.0.mlp.c_fc.weight", 0, rank: 2),
            NumHiddenLayers = CountChildren("visual.transformer.resblocks."),
            PatchSize = patchSize,
            ImageSize = ImageSize(patchSize, Grid("visual.positional_embedding")),
        };
    }

    private ModifiedResNetConfig InferResNet()
    {
        var width = Dimension("visual.layer1.0.conv1.weight", 0, rank: 4);
        if (width % 2 != 0)
        {
            throw new InvalidDataException(Invariant($"'{_source.Description}': the ResNet has {width} channels; they must be even, since its stem has half as many."));
        }
        return new ModifiedResNetConfig
        {
            Layers = [.. Enumerable.Range(1, 4).Select(layer => CountChildren(Invariant($"visual.layer{layer}.")))],
            Width = width,
            ImageSize = ImageSize(ModifiedResNetConfig.Reduction, Grid(PoolPositions)),
        };
    }

    private int ImageSize(int placeSize, int grid)
    {
        var size = (long)placeSize * grid;
        return size <= ClipLimits.MaxImageSize
            ? (int)size
            : throw new InvalidDataException(Invariant($"'{_source.Description}': the image tower reads {size} px, and at most {ClipLimits.MaxImageSize} px are supported."));
    }

    /// <summary>The side of the square of places that a table of positions, one of which is not a place, is for.</summary>
    private int Grid(string name)
    {
        var places = Dimension(name, 0, rank: 2) - 1;
        var side = (int)Math.Round(Math.Sqrt(places));
        return side > 0 && side * side == places
            ? side
            : throw new InvalidDataException(Invariant($"'{_source.Description}': {name} has {places + 1} rows, which is no square of places and one more."));
    }

    /// <summary>How many different numbers stand behind the prefix.</summary>
    private int CountChildren(string prefix)
    {
        var count = TensorNames.CountChildren(_source.Names, prefix);
        return count is > 0 and <= ClipLimits.MaxLayers
            ? count
            : throw new InvalidDataException(Invariant($"'{_source.Description}' has {count} layers '{prefix}*'; there must be 1 to {ClipLimits.MaxLayers}."));
    }

    private int Dimension(string name, int index, int rank)
    {
        if (!_source.Names.Contains(name))
        {
            throw new InvalidDataException($"'{_source.Description}' has no tensor '{name}', from which the architecture is inferred.");
        }
        var shape = _source.ShapeOf(name);
        return shape.Length == rank && shape.All(size => size is > 0 and <= ClipLimits.MaxSize)
            ? (int)shape[index]
            : throw new InvalidDataException(Invariant($"'{_source.Description}': {name} is {Excerpt.Of(shape)}, expected {rank} dimensions of 1 to {ClipLimits.MaxSize}."));
    }
}

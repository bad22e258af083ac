using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>The architecture of a checkpoint with OpenAI's names, inferred from its shapes as the original's <c>build_model</c> does.</summary>
internal sealed class OpenAiArchitecture
{
    private const int HeadWidth = 64;
    private const string PatchWeight = "visual.conv1.weight";
    private const string PoolPositions = "visual.attnpool.positional_embedding";

    private readonly ITensorSource _source;
    private readonly OpenClipConfig? _openClip;

    private OpenAiArchitecture(ITensorSource source, OpenClipConfig? openClip) => (_source, _openClip) = (source, openClip);

    /// <summary>Whether the names are OpenAI's or OpenCLIP's.</summary>
    public static bool Fits(ITensorSource source) => source.Names.Contains(PatchWeight);

    /// <summary>Whether the image tower is a vision transformer rather than a ResNet.</summary>
    public static bool HasVisionTransformer(ITensorSource source) => source.Names.Contains("visual.proj");

    /// <param name="source">The stored tensors, under their own names.</param>
    /// <param name="openClip">OpenCLIP's configuration, where there is one: shapes do not show heads and activation.</param>
    /// <param name="quickGelu">The activation as the user says it, or null.</param>
    /// <exception cref="InvalidDataException">A tensor that shows the architecture is missing or misshapen, or nothing tells the activation.</exception>
    public static ClipConfig Infer(ITensorSource source, OpenClipConfig? openClip, bool? quickGelu)
    {
        var architecture = new OpenAiArchitecture(source, openClip);
        var activation = architecture.UsesQuickGelu(quickGelu) ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        return new ClipConfig
        {
            Text = architecture.InferText(activation),
            Vision = HasVisionTransformer(source) ? architecture.InferVisionTransformer(activation) : architecture.InferResNet(),
            ProjectionDim = architecture.Dimension("text_projection", 1, rank: 2),
        };
    }

    private bool UsesQuickGelu(bool? quickGelu)
    {
        if (quickGelu is { } told)
        {
            return told;
        }
        // OpenAI's files hold these scalars; copies that lost them are still known by OpenAI's 16-bit storage.
        if (OpenAiNames.Scalars.All(_source.Names.Contains))
        {
            return true;
        }
        if (_openClip is not null)
        {
            return _openClip.QuickGelu;
        }
        return _source.DTypeOf(PatchWeight) == ScalarType.Float16
            ? true
            : throw new InvalidDataException(
                $"'{_source.Description}' does not say whether its activation is QuickGELU, as in OpenAI's weights, or GELU, as in most of OpenCLIP's: "
                + $"put {OpenClipConfig.FileName} beside it, or set ModelOptions.QuickGelu.");
    }

    private ClipTextConfig InferText(ClipActivation activation)
    {
        var width = Dimension("ln_final.weight", 0, rank: 1);
        return new ClipTextConfig
        {
            VocabSize = Dimension("token_embedding.weight", 0, rank: 2),
            HiddenSize = width,
            IntermediateSize = Dimension("transformer.resblocks.0.mlp.c_fc.weight", 0, rank: 2),
            NumHiddenLayers = CountChildren("transformer.resblocks."),
            NumAttentionHeads = Heads("text", width, _openClip?.TextHeads ?? width / HeadWidth),
            MaxPositionEmbeddings = Dimension("positional_embedding", 0, rank: 2),
            HiddenAct = activation,
        };
    }

    private ClipVisionConfig InferVisionTransformer(ClipActivation activation)
    {
        var width = Dimension(PatchWeight, 0, rank: 4);
        var patchSize = Dimension(PatchWeight, 3, rank: 4);
        return new ClipVisionConfig
        {
            HiddenSize = width,
            IntermediateSize = Dimension("visual.transformer.resblocks.0.mlp.c_fc.weight", 0, rank: 2),
            NumHiddenLayers = CountChildren("visual.transformer.resblocks."),
            NumAttentionHeads = Heads("image", width, width / VisionHeadWidth),
            PatchSize = patchSize,
            ImageSize = ImageSize(patchSize, Grid("visual.positional_embedding")),
            HiddenAct = activation,
        };
    }

    private ModifiedResNetConfig InferResNet()
    {
        var width = Dimension("visual.layer1.0.conv1.weight", 0, rank: 4);
        if (width % 2 != 0)
        {
            throw new InvalidDataException(Invariant($"'{_source.Description}': the ResNet has {width} channels; they must be even, since its stem has half as many."));
        }
        var config = new ModifiedResNetConfig
        {
            Layers = [.. Enumerable.Range(1, 4).Select(layer => CountChildren(Invariant($"visual.layer{layer}.")))],
            Width = width,
            ImageSize = ImageSize(ModifiedResNetConfig.Reduction, Grid(PoolPositions)),
        };
        return config with { NumAttentionHeads = Heads("image", config.FeatureSize, config.FeatureSize / VisionHeadWidth) };
    }

    private int VisionHeadWidth => _openClip?.VisionHeadWidth ?? HeadWidth;

    private int Heads(string tower, int width, int heads)
        => heads > 0 && width % heads == 0
            ? heads
            : throw new InvalidDataException(Invariant($"'{_source.Description}': the {tower} tower's width of {width} does not divide into {heads} heads."));

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

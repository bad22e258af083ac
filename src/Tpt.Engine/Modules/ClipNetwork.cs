using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Both towers and their projections, with the names of a Hugging Face CLIPModel or SiglipModel checkpoint; see <see cref="ImageTower"/> for the exceptions.</summary>
internal sealed class ClipNetwork : Module<Tensor, Tensor>
{
    private readonly Parameter logit_scale;
    private readonly ClipTextTransformer text_model;
    private readonly Linear? text_projection;

    private ClipNetwork(ClipConfig config, LayerFactory layers, ScalarType imageDType, bool keepFloat32) : base(nameof(ClipNetwork))
    {
        logit_scale = layers.Weight(() => HeldNumbers.Full([], Math.Log(1 / 0.07), layers.DType, layers.Device));
        try
        {
            text_model = new ClipTextTransformer(config.Text, config.ProjectionDim, layers);
            Images = new ImageTower(config, layers.In(imageDType));
            Float32Images = imageDType == ScalarType.Float32 ? Images : keepFloat32 ? new ImageTower(config, layers) : null;
            text_projection = config.Text.HasHead ? null : layers.Linear(config.Text.HiddenSize, config.ProjectionDim, hasBias: false);
        }
        catch
        {
            // Where memory ran out, the towers that were made before must not wait for the collector.
            text_model?.Dispose();
            Images?.Dispose();
            Float32Images?.Dispose();
            throw;
        }
        // The image tower's parts stand beside the text tower's in a checkpoint, not below a name of their own.
        register_parameter(nameof(logit_scale), logit_scale);
        register_module(nameof(text_model), text_model);
        foreach (var (name, part) in Images.named_children())
        {
            register_module(name, part);
        }
        if (text_projection is not null)
        {
            register_module(nameof(text_projection), text_projection);
        }
    }

    /// <summary>A network with room for weights, which nothing is written to yet; see <see cref="Checkpoints.CheckpointLoader"/>.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="device">Where the weights are to be; on the meta device they have shapes alone.</param>
    /// <param name="imageDType">What the image tower computes in.</param>
    /// <param name="keepFloat32">Whether there is an image tower in 32-bit floats too, as <see cref="Float32Images"/>.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The device has too little memory.</exception>
    /// <exception cref="InvalidDataException">The image tower is a TorchScript file, and it cannot be used; see <see cref="ScriptedTower"/>.</exception>
    public static ClipNetwork Empty(ClipConfig config, Device device, ScalarType imageDType = ScalarType.Float32, bool keepFloat32 = false)
        => new(config, LayerFactory.Empty(device, ScalarType.Float32), imageDType, keepFloat32);

    /// <summary>A network to train, on the CPU and in 32-bit floats, with PyTorch's initial weights from the global generator.</summary>
    public static ClipNetwork WithRandomWeights(ClipConfig config) => new(config, LayerFactory.WithRandomWeights(), ScalarType.Float32, keepFloat32: false);

    public ClipTextTransformer Text => text_model;

    /// <summary>The image tower, in the dtype that was chosen for it; everything else stays in 32-bit floats.</summary>
    public ImageTower Images { get; }

    /// <summary>The image tower in 32-bit floats: <see cref="Images"/> itself, or a second one beside it; null where there is none.</summary>
    public ImageTower? Float32Images { get; }

    /// <summary>How many views go through the image tower together; the second image tower takes as many.</summary>
    public int ViewChunkSize
    {
        get => Images.ChunkSize;
        set
        {
            Images.ChunkSize = value;
            if (Float32Images is { } exact)
            {
                exact.ChunkSize = value;
            }
        }
    }

    /// <summary>Is told in a sentence when memory has run out and what becomes of that; the image towers tell it too.</summary>
    public Action<string>? Warn
    {
        get => Images.Warn;
        set
        {
            Images.Warn = value;
            if (Float32Images is { } exact)
            {
                exact.Warn = value;
            }
        }
    }

    /// <summary>The logarithm of the factor between cosine similarities and logits, a scalar.</summary>
    public Tensor LogitScale => logit_scale;

    /// <summary>Of the second image tower too, which is no module of the network.</summary>
    public override void train(bool train = true)
    {
        base.train(train);
        if (Float32Images != Images)
        {
            Float32Images?.train(train);
        }
    }

    /// <inheritdoc cref="ImageTower.forward"/>
    public override Tensor forward(Tensor pixels) => Images.forward(pixels);

    /// <summary>The text tower's pooled output <c>[prompts, hidden]</c> to L2-normalised text features <c>[prompts, embedding]</c>.</summary>
    public Tensor ProjectText(Tensor pooled)
    {
        using var scope = NewDisposeScope();
        return Normalize((text_model.Head ?? text_projection!).forward(pooled)).MoveToOuterDisposeScope();
    }

    /// <summary>x / |x|, over the last dimension, without an epsilon, as the reference does.</summary>
    public static Tensor Normalize(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (features / features.norm(-1, keepdim: true)).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Float32Images?.Dispose();
            Images.Dispose();
        }
        base.Dispose(disposing);
    }
}

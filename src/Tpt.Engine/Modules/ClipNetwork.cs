using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Both towers and their projections, with the names of a Hugging Face CLIPModel checkpoint; see <see cref="ImageTower"/> for the exception.</summary>
internal sealed class ClipNetwork : Module<Tensor, Tensor>
{
    private readonly ClipConfig _config;
    private readonly Parameter logit_scale;
    private readonly ClipTextTransformer text_model;
    private readonly Linear text_projection;

    public ClipNetwork(ClipConfig config) : base(nameof(ClipNetwork))
    {
        _config = config;
        logit_scale = Parameter(tensor((float)Math.Log(1 / 0.07)));
        text_model = new ClipTextTransformer(config.Text);
        Float32Images = Images = new ImageTower(config);
        text_projection = Linear(config.Text.HiddenSize, config.ProjectionDim, hasBias: false);
        // The image tower's parts stand beside the text tower's in a checkpoint, not below a name of their own.
        register_parameter(nameof(logit_scale), logit_scale);
        register_module(nameof(text_model), text_model);
        foreach (var (name, part) in Images.named_children())
        {
            register_module(name, part);
        }
        register_module(nameof(text_projection), text_projection);
    }

    public ClipTextTransformer Text => text_model;

    /// <summary>The image tower, in the dtype that was chosen for it; everything else stays in 32-bit floats.</summary>
    public ImageTower Images { get; }

    /// <summary>The image tower in 32-bit floats: <see cref="Images"/> itself, or the copy that was kept of it; null where there is none.</summary>
    public ImageTower? Float32Images { get; private set; }

    /// <summary>How many views go through the image tower together; the kept copy of it takes as many.</summary>
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

    /// <summary>The logarithm of the factor between cosine similarities and logits, a scalar.</summary>
    public Tensor LogitScale => logit_scale;

    /// <summary>Turns the image tower's weights into another dtype, for good.</summary>
    /// <param name="dtype">The dtype.</param>
    /// <param name="keepFloat32">Whether they stay in 32-bit floats too, as <see cref="Float32Images"/>.</param>
    /// <exception cref="InvalidOperationException">They are in another dtype already, and have lost their digits.</exception>
    public void SetImageDType(ScalarType dtype, bool keepFloat32 = false)
    {
        if (Images.DType != ScalarType.Float32)
        {
            throw new InvalidOperationException($"The image tower is in {Images.DType} already; load the model again for {dtype}.");
        }
        if (dtype == ScalarType.Float32)
        {
            return;
        }
        Float32Images = keepFloat32 ? new ImageTower(_config) : null;
        if (Float32Images is { } copy)
        {
            CopyImagesTo(copy);
        }
        Images.SetDType(dtype);
    }

    /// <inheritdoc cref="ImageTower.forward"/>
    public override Tensor forward(Tensor pixels) => Images.forward(pixels);

    /// <summary>The text tower's pooled output <c>[prompts, hidden]</c> to L2-normalised text features <c>[prompts, embedding]</c>.</summary>
    public Tensor ProjectText(Tensor pooled)
    {
        using var scope = NewDisposeScope();
        return Normalize(text_projection.forward(pooled)).MoveToOuterDisposeScope();
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

    private void CopyImagesTo(ImageTower copy)
    {
        using var noGrad = no_grad();
        Numerics.ModuleConversion.MoveTo(copy, LogitScale.device);
        // Of the network, not of its image tower, which is no module of the network, though its parts are.
        copy.train(training);
        var weights = Images.state_dict();
        foreach (var (name, target) in copy.state_dict())
        {
            target.copy_(weights[name]);
            target.requires_grad = weights[name].requires_grad;
            target.DetachFromDisposeScope();
        }
    }
}

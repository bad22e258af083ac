using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// Both towers and their projections, with the names of a Hugging Face CLIPModel checkpoint; a ResNet, for which that
/// layout has no names, keeps those of an OpenAI checkpoint.
/// </summary>
internal sealed class ClipNetwork : Module<Tensor, Tensor>
{
    private const long ActivationsInCache = 5_000_000;
    private readonly Parameter logit_scale;
    private readonly ClipTextTransformer text_model;
    private readonly ClipVisionTransformer? vision_model;
    private readonly Linear? visual_projection;
    private readonly ModifiedResNet? visual;
    private readonly Linear text_projection;

    public ClipNetwork(ClipConfig config) : base(nameof(ClipNetwork))
    {
        logit_scale = Parameter(tensor((float)Math.Log(1 / 0.07)));
        text_model = new ClipTextTransformer(config.Text);
        if (config.Vision is ModifiedResNetConfig resNet)
        {
            visual = new ModifiedResNet(resNet, config.ProjectionDim);
        }
        else
        {
            var transformer = (ClipVisionConfig)config.Vision;
            vision_model = new ClipVisionTransformer(transformer);
            visual_projection = Linear(transformer.HiddenSize, config.ProjectionDim, hasBias: false);
        }
        ImageChunkSize = (int)Math.Clamp(ActivationsInCache / config.Vision.WidestActivation, 1, 64);
        text_projection = Linear(config.Text.HiddenSize, config.ProjectionDim, hasBias: false);
        RegisterComponents();
    }

    public ClipTextTransformer Text => text_model;

    /// <summary>The logarithm of the factor between cosine similarities and logits, a scalar.</summary>
    public Tensor LogitScale => logit_scale;

    /// <summary>
    /// How many images go through the image tower together: as many as keep its activations near the caches. It follows from
    /// sizes alone, so that every process rounds alike. The benchmark <c>vision</c> found, of 16 views of ViT-B/16,
    /// chunks of 2 to 8 alike and 16 slower, and of 64 views of ViT-B/32 and of the built-in model little difference from 16 on.
    /// </summary>
    public int ImageChunkSize { get; }

    /// <summary>What the image tower computes in; everything else stays in 32-bit floats.</summary>
    public ScalarType ImageDType { get; private set; } = ScalarType.Float32;

    /// <summary>Turns the image tower's weights into another dtype, for good.</summary>
    public void SetImageDType(ScalarType dtype)
    {
        ImageDType = dtype;
        vision_model?.to(dtype);
        visual_projection?.to(dtype);
        visual?.to(dtype);
    }

    /// <summary>Image features before L2 normalisation: <c>[batch, 3, size, size]</c> to <c>[batch, embedding]</c>, both in <see cref="ImageDType"/>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var features = visual is not null ? visual.forward(pixels) : visual_projection!.forward(vision_model!.forward(pixels));
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>Image features from some of the patches alone, see <see cref="ClipVisionTransformer.Encode"/>; for a vision transformer.</summary>
    public Tensor EncodePatches(Tensor pixels, Tensor? keptTokens)
    {
        using var scope = NewDisposeScope();
        return visual_projection!.forward(vision_model!.Encode(pixels, keptTokens)).MoveToOuterDisposeScope();
    }

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
}

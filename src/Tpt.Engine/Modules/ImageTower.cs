using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// A vision transformer with its projection, named as in a Hugging Face CLIPModel checkpoint, or a ResNet, for which that layout
/// has no names and which keeps those of an OpenAI checkpoint.
/// </summary>
internal sealed class ImageTower : Module<Tensor, Tensor>
{
    private readonly ClipVisionTransformer? vision_model;
    private readonly Linear? visual_projection;
    private readonly ModifiedResNet? visual;

    public ImageTower(ClipConfig config, LayerFactory layers) : base(nameof(ImageTower))
    {
        if (config.Vision is ModifiedResNetConfig resNet)
        {
            visual = new ModifiedResNet(resNet, config.ProjectionDim, layers);
        }
        else
        {
            var transformer = (ClipVisionConfig)config.Vision;
            vision_model = new ClipVisionTransformer(transformer, layers);
            visual_projection = layers.Linear(transformer.HiddenSize, config.ProjectionDim, hasBias: false);
        }
        DType = layers.DType;
        ChunkSize = ViewChunkSizing.Automatic(config.Vision, DeviceType.CPU);
        RegisterComponents();
    }

    /// <summary>How many images go through together. It is made for a CPU; see <see cref="ViewChunkSizing"/>.</summary>
    public int ChunkSize { get; set; }

    /// <summary>What it computes in.</summary>
    public ScalarType DType { get; }

    /// <summary>Image features before L2 normalisation: <c>[batch, 3, size, size]</c> to <c>[batch, embedding]</c>, both in <see cref="DType"/>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var features = visual is not null ? visual.forward(pixels) : visual_projection!.forward(vision_model!.forward(pixels));
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>Image features with a share of the patches merged on the way, see <see cref="TokenMerging"/>; for a vision transformer.</summary>
    public Tensor EncodeMerging(Tensor pixels, double share)
    {
        using var scope = NewDisposeScope();
        return visual_projection!.forward(vision_model!.EncodeMerging(pixels, share)).MoveToOuterDisposeScope();
    }
}

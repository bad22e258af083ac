using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static System.FormattableString;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// A vision transformer of CLIP with its projection, or of SigLIP, named as in a Hugging Face checkpoint; or a ResNet, for which that
/// layout has no names and which keeps those of an OpenAI checkpoint; or a TorchScript program, whose weights are no part of a checkpoint.
/// </summary>
internal sealed class ImageTower : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>? vision_model;
    private readonly Linear? visual_projection;
    private readonly ModifiedResNet? visual;
    private readonly ScriptedTower? _program;

    public ImageTower(ClipConfig config, LayerFactory layers) : base(nameof(ImageTower))
    {
        switch (config.Vision)
        {
            case ClipVisionConfig transformer:
                vision_model = new ClipVisionTransformer(transformer, layers);
                visual_projection = layers.Linear(transformer.HiddenSize, config.ProjectionDim, hasBias: false);
                break;
            case SiglipVisionConfig transformer:
                vision_model = new SiglipVisionTransformer(transformer, layers);
                break;
            case ModifiedResNetConfig resNet:
                visual = new ModifiedResNet(resNet, config.ProjectionDim, layers);
                break;
            case ScriptedTowerConfig program:
                _program = ScriptedTower.Load(program, config.ProjectionDim, layers.Device);
                break;
            default:
                throw new ArgumentException($"{config.Vision.GetType().Name} is no image tower that is known.", nameof(config));
        }
        DType = layers.DType;
        PatchesPerRow = config.Vision is VisionTransformerConfig patches ? patches.ImageSize / patches.PatchSize : 0;
        ChunkSize = ViewChunkSizing.Automatic(config.Vision, DeviceType.CPU);
        RegisterComponents();
    }

    /// <summary>The patches of a row of an image, and its rows; for a vision transformer.</summary>
    public int PatchesPerRow { get; }

    /// <summary>How many images go through together. It is made for a CPU; see <see cref="ViewChunkSizing"/>.</summary>
    public int ChunkSize { get; set; }

    /// <summary>Is told in a sentence when memory has run out and what becomes of that.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>How many passes it has made: on a GPU each costs hundreds of launches, whatever goes through it.</summary>
    public long Passes { get; private set; }

    /// <summary>How many views went through in these, whole or not.</summary>
    public long EncodedViews { get; private set; }

    /// <summary>What it computes in.</summary>
    public ScalarType DType { get; }

    /// <summary>From now on half as many images go through together. Rounding depends on it, so that this is said.</summary>
    /// <param name="tooMany">How many were too many.</param>
    /// <returns>Whether there is a half: false for one image.</returns>
    public bool TryHalveChunks(long tooMany)
    {
        if (tooMany < 2)
        {
            return false;
        }
        ChunkSize = (int)(tooMany / 2);
        Warn?.Invoke(Invariant(
            $"The device's memory did not hold {tooMany} views at a time; from now on {ChunkSize} go through the image tower together, and scores may differ in their last digits. Model.ViewChunkSize = {ChunkSize} does so from the start."));
        return true;
    }

    /// <summary>Image features before L2 normalisation: <c>[batch, 3, size, size]</c> to <c>[batch, embedding]</c>, both in <see cref="DType"/>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        Count(pixels);
        var features = (vision_model ?? visual)?.forward(pixels) ?? _program!.Encode(pixels);
        return (visual_projection?.forward(features) ?? features).MoveToOuterDisposeScope();
    }

    /// <summary>Image features of some of the patches, see <see cref="ClipVisionTransformer.Screen"/>; for CLIP's vision transformer.</summary>
    public Tensor Screen(Tensor pixels, Tensor keptTokens)
    {
        using var scope = NewDisposeScope();
        Count(pixels);
        return visual_projection!.forward(((ClipVisionTransformer)vision_model!).Screen(pixels, keptTokens)).MoveToOuterDisposeScope();
    }

    private void Count(Tensor pixels)
    {
        Passes++;
        EncodedViews += pixels.shape[0];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _program?.Dispose();
        }
        base.Dispose(disposing);
    }
}

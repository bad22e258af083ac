using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Siglip;

/// <summary>A small SigLIP with seeded weights. Every number that a mistake could swap with another differs.</summary>
internal static class TinySiglip
{
    public static ClipConfig Config { get; } = new()
    {
        Family = ModelFamily.Siglip,
        ProjectionDim = 96,
        Text = new ClipTextConfig
        {
            VocabSize = 60,
            HiddenSize = 64,
            IntermediateSize = 160,
            NumHiddenLayers = 2,
            NumAttentionHeads = 4,
            MaxPositionEmbeddings = 16,
            LayerNormEps = 1e-6,
            HiddenAct = ClipActivation.GeluTanh,
            Reading = TextReading.Padded,
            HasHead = true,
        },
        Vision = new SiglipVisionConfig { HiddenSize = 96, IntermediateSize = 200, NumHiddenLayers = 3, NumAttentionHeads = 3, ImageSize = 24, PatchSize = 8 },
    };

    public static Dictionary<string, Tensor> Weights() => TinyModel.Weights(Config);

    public static ClipNetwork Network() => TinyModel.Network(Config, Weights());

    /// <summary>The whole model. Its logits are small enough that no class is certain.</summary>
    public static ClipModel Model()
    {
        using var noGrad = no_grad();
        var network = Network();
        network.LogitScale.fill_(Math.Log(8));
        var preprocessing = new ImagePreprocessing { ResizeEdge = 24, CropSize = 24, Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] };
        return new ClipModel("", Config, network, new WordTokenizer(Config.Text.VocabSize), preprocessing, []);
    }
}

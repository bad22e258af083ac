namespace Tpt.Engine.Configuration;

/// <summary>What Hugging Face's SiglipTextConfig says where a <c>text_config</c> does not; that of SigLIP-B/16.</summary>
internal static class SiglipDefaults
{
    public static ClipTextConfig Text { get; } = new()
    {
        VocabSize = 32000,
        HiddenSize = 768,
        IntermediateSize = 3072,
        NumHiddenLayers = 12,
        NumAttentionHeads = 12,
        MaxPositionEmbeddings = 64,
        LayerNormEps = 1e-6,
        HiddenAct = ClipActivation.GeluTanh,
        Reading = TextReading.Padded,
        HasHead = true,
    };
}

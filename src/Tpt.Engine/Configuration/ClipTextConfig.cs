namespace Tpt.Engine.Configuration;

/// <summary>The text tower, with the names and defaults of Hugging Face's <c>text_config</c>.</summary>
internal sealed record ClipTextConfig
{
    public int VocabSize { get; init; } = 49408;
    public int HiddenSize { get; init; } = 512;
    public int IntermediateSize { get; init; } = 2048;
    public int NumHiddenLayers { get; init; } = 12;
    public int NumAttentionHeads { get; init; } = 8;
    public int MaxPositionEmbeddings { get; init; } = 77;
    public double LayerNormEps { get; init; } = 1e-5;
    public ClipActivation HiddenAct { get; init; } = ClipActivation.QuickGelu;

    /// <summary>How the tower reads a text.</summary>
    public TextReading Reading { get; init; } = TextReading.Causal;

    /// <summary>Whether the projection is SigLIP's <c>text_model.head</c>, with a bias, rather than CLIP's <c>text_projection</c>.</summary>
    public bool HasHead { get; init; }

    /// <summary>The token at which the tower is read, as the configuration says it; null where it does not, or says 2, which stands for "the largest id".</summary>
    public int? EndOfTextId { get; init; }

    /// <summary>Whether the tower is read at the largest id rather than at a named token: Hugging Face's legacy eos_token_id 2.</summary>
    public bool ReadsLargestId { get; init; }
}

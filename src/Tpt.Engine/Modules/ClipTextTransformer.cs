using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// The text tower up to the token that it is read at, before the projection. CLIP's is causal, which saves two things
/// exactly: nothing behind the end-of-text token is computed, and a prefix that all prompts share is computed once. SigLIP's reads
/// padded texts in both directions, so whole prompts are suffixes of no prefix.
/// </summary>
internal sealed class ClipTextTransformer : Module<Tensor, Tensor, Tensor>
{
    private readonly ClipTextEmbeddings embeddings;
    private readonly ClipEncoder encoder;
    private readonly LayerNorm final_layer_norm;
    private readonly Linear? head;

    public ClipTextTransformer(ClipTextConfig config, int outputSize, LayerFactory layers) : base(nameof(ClipTextTransformer))
    {
        (HiddenSize, IsCausal) = (config.HiddenSize, config.Reading == TextReading.Causal);
        embeddings = new ClipTextEmbeddings(config, layers);
        encoder = new ClipEncoder(config.NumHiddenLayers, config.HiddenSize, config.IntermediateSize,
            config.NumAttentionHeads, config.LayerNormEps, config.HiddenAct, layers);
        final_layer_norm = layers.LayerNorm(config.HiddenSize, config.LayerNormEps);
        head = config.HasHead ? layers.Linear(config.HiddenSize, outputSize) : null;
        RegisterComponents();
    }

    public ClipTextEmbeddings Embeddings => embeddings;

    public int LayerCount => encoder.Layers.Count;

    public int HiddenSize { get; }

    /// <summary>Whether a token attends to those before it and to itself alone.</summary>
    public bool IsCausal { get; }

    /// <summary>SigLIP's projection, which belongs to the text tower; null for CLIP.</summary>
    public Linear? Head => head;

    /// <summary>Whole prompts, every position computed: embedded tokens <c>[prompts, tokens, hidden]</c> to <c>[prompts, hidden]</c>.</summary>
    /// <param name="embedded">Token plus position embeddings.</param>
    /// <param name="endOfText">The position that each prompt is read at, that of its end-of-text token or the last, <c>[prompts]</c>, int64.</param>
    public override Tensor forward(Tensor embedded, Tensor endOfText)
    {
        using var scope = NewDisposeScope();
        var hidden = encoder.forward(embedded, IsCausal);
        var rows = HeldNumbers.Range(hidden.shape[0], hidden.device);
        return final_layer_norm.Normalize(hidden.index(rows, endOfText)).MoveToOuterDisposeScope();
    }

    /// <summary>The keys and values of prefixes in every layer, for a causal tower.</summary>
    /// <param name="embedded">Token plus position embeddings, <c>[prefixes, tokens, hidden]</c>.</param>
    public PrefixStates EncodePrefix(Tensor embedded)
    {
        using var scope = NewDisposeScope();
        var layers = encoder.Layers;
        var keys = new Tensor[layers.Count];
        var values = new Tensor[layers.Count];
        var hidden = embedded;
        for (var i = 0; i < layers.Count; i++)
        {
            (keys[i], values[i]) = layers[i].KeysAndValues(hidden);
            if (i < layers.Count - 1)
            {
                hidden = layers[i].forward(hidden, true);
            }
        }
        return new PrefixStates(keys, values).MoveToOuterDisposeScope();
    }

    /// <summary>Suffixes behind prefixes, each ending with the token that it is read at: <c>[suffixes, hidden]</c>.</summary>
    /// <param name="prefix">The prefixes that they follow.</param>
    /// <param name="embedded">Their token plus position embeddings, packed one behind the other, <c>[tokens, hidden]</c>.</param>
    /// <param name="blocks">How the tokens belong to suffixes, and these to prefixes.</param>
    /// <param name="ends">The rows of their last tokens, int64 <c>[suffixes]</c>.</param>
    public Tensor EncodeBehind(PrefixStates prefix, Tensor embedded, IReadOnlyList<SuffixBlock> blocks, Tensor ends)
    {
        using var scope = NewDisposeScope();
        var layers = encoder.Layers;
        var hidden = embedded;
        for (var i = 0; i < layers.Count; i++)
        {
            var (keys, values) = prefix.OfLayer(i);
            hidden = layers[i].ForwardBehind(hidden, keys, values, blocks, i == layers.Count - 1 ? ends : null);
        }
        return final_layer_norm.Normalize(hidden).MoveToOuterDisposeScope();
    }
}

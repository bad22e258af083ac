using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Tpt.Benchmarks.Published;

/// <summary>
/// CLIP's towers as they are published, written plainly over the same weights: every token in every layer, the text at
/// all positions of the context, QuickGELU, pre-norm, fp32. Attention is written out, as in the PyTorch that the
/// published code was run with (1.13); <paramref name="fusedAttention"/> gives it today's fused kernel instead.
/// </summary>
internal sealed class PublishedTowers(ClipNetwork network, ClipConfig config, bool fusedAttention = false)
{
    private readonly Dictionary<string, Tensor> _weights = network.state_dict();

    public Tensor LogitScale => _weights["logit_scale"].exp();

    /// <summary>From the image tower's width to the embedding, <c>[embedding, hidden]</c>.</summary>
    public Tensor VisualProjection => _weights["visual_projection.weight"];

    /// <summary>The embeddings of token ids without positions, <c>[..., hidden]</c>.</summary>
    public Tensor TokenEmbeddings(Tensor ids) => _weights["text_model.embeddings.token_embedding.weight"].index(ids);

    /// <summary>Prompts of full length <c>[prompts, context length, hidden]</c> to L2-normalised features <c>[prompts, embedding]</c>.</summary>
    public Tensor EncodeText(Tensor embedded, Tensor endOfText)
    {
        using var scope = NewDisposeScope();
        var x = embedded + _weights["text_model.embeddings.position_embedding.weight"];
        x = Transform(x, "text_model.encoder", config.Text.NumHiddenLayers, config.Text.NumAttentionHeads, config.Text.LayerNormEps, causal: true);
        x = Norm(x, "text_model.final_layer_norm", config.Text.LayerNormEps);
        x = x.index(arange(x.shape[0], device: x.device), endOfText).matmul(_weights["text_projection.weight"].t());
        return (x / x.norm(-1, true)).MoveToOuterDisposeScope();
    }

    /// <summary>Views in one batch <c>[views, 3, size, size]</c> to L2-normalised features <c>[views, embedding]</c>.</summary>
    public Tensor EncodeImages(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var x = PoolImages(pixels).matmul(VisualProjection.t());
        return (x / x.norm(-1, true)).MoveToOuterDisposeScope();
    }

    /// <summary>The class tokens before the projection: <c>[views, 3, size, size]</c> to <c>[views, hidden]</c>.</summary>
    public Tensor PoolImages(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var vision = (ClipVisionConfig)config.Vision;
        var x = F.conv2d(pixels, _weights["vision_model.embeddings.patch_embedding.weight"], null, [vision.PatchSize, vision.PatchSize]);
        x = x.flatten(2).transpose(1, 2);
        x = cat([_weights["vision_model.embeddings.class_embedding"].expand(x.shape[0], 1, -1), x], 1);
        x = x + _weights["vision_model.embeddings.position_embedding.weight"];
        x = Norm(x, "vision_model.pre_layrnorm", vision.LayerNormEps);
        x = Transform(x, "vision_model.encoder", vision.NumHiddenLayers, vision.NumAttentionHeads, vision.LayerNormEps, causal: false);
        return Norm(x.select(1, 0), "vision_model.post_layernorm", vision.LayerNormEps).MoveToOuterDisposeScope();
    }

    private Tensor Transform(Tensor x, string encoder, int layers, int heads, double eps, bool causal)
    {
        for (var i = 0; i < layers; i++)
        {
            using var scope = NewDisposeScope();
            var layer = $"{encoder}.layers.{i}";
            x += Attention(Norm(x, $"{layer}.layer_norm1", eps), $"{layer}.self_attn", heads, causal);
            var inner = Linear(Norm(x, $"{layer}.layer_norm2", eps), $"{layer}.mlp.fc1");
            x = (x + Linear(inner * sigmoid(1.702 * inner), $"{layer}.mlp.fc2")).MoveToOuterDisposeScope();
        }
        return x;
    }

    private Tensor Attention(Tensor x, string name, int heads, bool causal)
    {
        var (batch, tokens, hidden) = (x.shape[0], x.shape[1], x.shape[2]);
        Tensor Heads(string projection) => Linear(x, $"{name}.{projection}").view(batch, tokens, heads, hidden / heads).transpose(1, 2);
        var (q, k, v) = (Heads("q_proj"), Heads("k_proj"), Heads("v_proj"));
        var attended = fusedAttention
            ? F.scaled_dot_product_attention(q, k, v, null, 0.0, causal)
            : Scores(q, k, causal).softmax(-1).matmul(v);
        return Linear(attended.transpose(1, 2).reshape(batch, tokens, hidden), $"{name}.out_proj");
    }

    /// <summary>q k^T / sqrt(d), -inf above the diagonal where causal: <c>[batch, heads, tokens, tokens]</c>.</summary>
    private static Tensor Scores(Tensor q, Tensor k, bool causal)
    {
        var scores = (q / Math.Sqrt(q.shape[^1])).matmul(k.transpose(-2, -1));
        return causal
            ? scores + full([q.shape[2], q.shape[2]], float.NegativeInfinity, device: q.device).triu_(1)
            : scores;
    }

    private Tensor Linear(Tensor x, string name) => F.linear(x, _weights[$"{name}.weight"], _weights[$"{name}.bias"]);

    private Tensor Norm(Tensor x, string name, double eps)
        => F.layer_norm(x, [x.shape[^1]], _weights[$"{name}.weight"], _weights[$"{name}.bias"], eps);
}

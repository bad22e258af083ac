using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Siglip;

/// <summary>
/// SigLIP's towers from basic operations and a table of weights: the formulas of Hugging Face's SiglipModel written out, head by head, nothing shared
/// with the modules. In 64-bit floats, so that what differs is the modules' own rounding.
/// </summary>
internal sealed class PlainSiglip(IReadOnlyDictionary<string, Tensor> weights)
{
    private const double Eps = 1e-6;

    private readonly Dictionary<string, Tensor> _weights = weights.ToDictionary(w => w.Key, w => w.Value.to(ScalarType.Float64), StringComparer.Ordinal);

    /// <summary><c>[images, 3, size, size]</c> to features <c>[images, hidden]</c>.</summary>
    public Tensor Images(Tensor pixels, int layers, int heads)
    {
        const string name = "vision_model";
        var patch = _weights[$"{name}.embeddings.patch_embedding.weight"];
        var (n, p, g) = (pixels.shape[0], patch.shape[3], pixels.shape[3] / patch.shape[3]);
        // A convolution whose stride is its size: a product for each patch.
        var patches = pixels.to(ScalarType.Float64).view(n, 3, g, p, g, p).permute(0, 2, 4, 1, 3, 5).reshape(n, g * g, 3 * p * p);
        var x = patches.matmul(patch.view(patch.shape[0], -1).t()) + _weights[$"{name}.embeddings.patch_embedding.bias"];
        x = x + _weights[$"{name}.embeddings.position_embedding.weight"];
        x = Norm(Encode(x, name, layers, heads), $"{name}.post_layernorm");
        return Pool(x, $"{name}.head", heads);
    }

    /// <summary>Embedded texts, positions included, <c>[texts, tokens, hidden]</c>, to features <c>[texts, embedding]</c>.</summary>
    public Tensor Texts(Tensor embedded, int layers, int heads)
    {
        const string name = "text_model";
        var x = Norm(Encode(embedded, name, layers, heads), $"{name}.final_layer_norm");
        return Linear(x.select(1, x.shape[1] - 1), $"{name}.head");
    }

    /// <summary>Token ids, <c>[texts, tokens]</c>, to embeddings with positions.</summary>
    public Tensor Embed(Tensor ids)
        => _weights["text_model.embeddings.token_embedding.weight"][ids] + _weights["text_model.embeddings.position_embedding.weight"];

    private Tensor Encode(Tensor x, string tower, int layers, int heads)
    {
        for (var i = 0; i < layers; i++)
        {
            var layer = $"{tower}.encoder.layers.{i}";
            var normed = Norm(x, $"{layer}.layer_norm1");
            var (q, k, v) = (Linear(normed, $"{layer}.self_attn.q_proj"), Linear(normed, $"{layer}.self_attn.k_proj"), Linear(normed, $"{layer}.self_attn.v_proj"));
            x = x + Linear(Attend(q, k, v, heads), $"{layer}.self_attn.out_proj");
            x = x + Mlp(Norm(x, $"{layer}.layer_norm2"), $"{layer}.mlp");
        }
        return x;
    }

    private Tensor Pool(Tensor x, string head, int heads)
    {
        var hidden = x.shape[2];
        var (w, b) = (_weights[$"{head}.attention.in_proj_weight"], _weights[$"{head}.attention.in_proj_bias"]);
        Tensor Third(Tensor input, int third)
        {
            var rows = TensorIndex.Slice(third * hidden, (third + 1) * hidden);
            return input.matmul(w[rows].t()) + b[rows];
        }
        var probe = _weights[$"{head}.probe"].repeat(x.shape[0], 1, 1);
        var y = Linear(Attend(Third(probe, 0), Third(x, 1), Third(x, 2), heads), $"{head}.attention.out_proj");
        y = y + Mlp(Norm(y, $"{head}.layernorm"), $"{head}.mlp");
        return y.select(1, 0);
    }

    /// <summary>softmax(q k^T / sqrt(d)) v for each head by itself.</summary>
    private static Tensor Attend(Tensor q, Tensor k, Tensor v, int heads)
    {
        var d = q.shape[2] / heads;
        return cat([.. Enumerable.Range(0, heads).Select(h =>
        {
            var (qh, kh, vh) = (q.narrow(2, h * d, d), k.narrow(2, h * d, d), v.narrow(2, h * d, d));
            var scores = qh.matmul(kh.transpose(1, 2)).Over(Math.Sqrt(d)).exp();
            return (scores / scores.sum(-1, keepdim: true)).matmul(vh);
        })], 2);
    }

    private Tensor Mlp(Tensor x, string name) => Linear(GeluTanh(Linear(x, $"{name}.fc1")), $"{name}.fc2");

    /// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    private static Tensor GeluTanh(Tensor x) => x.Times(0.5) * x.Plus((x * x * x).Times(0.044715)).Times(Math.Sqrt(2 / Math.PI)).tanh().Plus(1);

    private Tensor Linear(Tensor x, string name) => x.matmul(_weights[$"{name}.weight"].t()) + _weights[$"{name}.bias"];

    private Tensor Norm(Tensor x, string name)
    {
        var centred = x - x.mean([-1], keepdim: true);
        var variance = (centred * centred).mean([-1], keepdim: true);
        return centred / (variance + Eps).sqrt() * _weights[$"{name}.weight"] + _weights[$"{name}.bias"];
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Tpt.Engine.Tests.Modules;

/// <summary>The paper's ResNet from functional operations and a table of weights: the formulas written out, nothing shared with the module.</summary>
internal sealed class PlainResNet(IReadOnlyDictionary<string, Tensor> weights, int[] layers, int heads)
{
    public Tensor Forward(Tensor x)
    {
        x = ConvBatchNormRelu(x, "visual.conv1", "visual.bn1", stride: 2, padding: 1);
        x = ConvBatchNormRelu(x, "visual.conv2", "visual.bn2", stride: 1, padding: 1);
        x = ConvBatchNormRelu(x, "visual.conv3", "visual.bn3", stride: 1, padding: 1);
        x = MeanOfSquares(x, 2);
        for (var layer = 1; layer <= 4; layer++)
        {
            for (var block = 0; block < layers[layer - 1]; block++)
            {
                x = Block($"visual.layer{layer}.{block}", x, stride: layer > 1 && block == 0 ? 2 : 1);
            }
        }
        return AttentionPool(x);
    }

    private Tensor Block(string name, Tensor x, int stride)
    {
        var inner = ConvBatchNormRelu(x, $"{name}.conv1", $"{name}.bn1", 1, 0);
        inner = ConvBatchNormRelu(inner, $"{name}.conv2", $"{name}.bn2", 1, 1);
        inner = BatchNorm(conv2d(MeanOfSquares(inner, stride), weights[$"{name}.conv3.weight"]), $"{name}.bn3");
        var shortcut = weights.TryGetValue($"{name}.downsample.0.weight", out var downsample)
            ? BatchNorm(conv2d(MeanOfSquares(x, stride), downsample), $"{name}.downsample.1")
            : x;
        return (inner + shortcut).clamp_min(0);
    }

    /// <summary>softmax(q k^T / sqrt(d)) v for each head by itself, the query being the mean of all places.</summary>
    private Tensor AttentionPool(Tensor x)
    {
        const string name = "visual.attnpool";
        var places = x.flatten(2).transpose(1, 2);
        var tokens = cat([places.sum(1, keepdim: true) / places.shape[1], places], 1) + weights[$"{name}.positional_embedding"];
        Tensor Project(string projection, Tensor input) => input.matmul(weights[$"{name}.{projection}.weight"].t()) + weights[$"{name}.{projection}.bias"];
        var (q, k, v) = (Project("q_proj", tokens[.., ..1]), Project("k_proj", tokens), Project("v_proj", tokens));
        var d = q.shape[2] / heads;
        var attended = Enumerable.Range(0, heads).Select(h =>
        {
            var (qh, kh, vh) = (q.narrow(2, h * d, d), k.narrow(2, h * d, d), v.narrow(2, h * d, d));
            return (qh.matmul(kh.transpose(1, 2)) / Math.Sqrt(d)).softmax(-1).matmul(vh);
        });
        return Project("c_proj", cat([.. attended], 2).squeeze(1));
    }

    private Tensor ConvBatchNormRelu(Tensor x, string conv, string norm, long stride, long padding)
        => BatchNorm(conv2d(x, weights[$"{conv}.weight"], strides: [stride, stride], padding: [padding, padding]), norm).clamp_min(0);

    /// <summary>(x - mean) / sqrt(variance + 1e-5) * weight + bias, with the stored mean and variance.</summary>
    private Tensor BatchNorm(Tensor x, string name)
    {
        Tensor Channel(string key) => weights[$"{name}.{key}"].view(1, -1, 1, 1);
        return (x - Channel("running_mean")) / (Channel("running_var") + 1e-5).sqrt() * Channel("weight") + Channel("bias");
    }

    private static Tensor MeanOfSquares(Tensor x, int side)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        return x.view(n, c, h / side, side, w / side, side).mean([3, 5]);
    }
}

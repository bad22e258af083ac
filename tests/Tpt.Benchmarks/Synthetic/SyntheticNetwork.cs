using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>
/// Towers of a real size with seeded random weights, drawn as OpenAI's CLIP draws its text tower's before training, with the
/// logit scale of its released models and text features as far apart as theirs. Norms and biases are 1 and 0.
/// </summary>
internal static class SyntheticNetwork
{
    private const double LogitScale = 100;
    private const double TokenDeviation = 0.02;
    private const double PositionDeviation = 0.01;

    /// <summary>The middle of what class names in one template have in OpenAI's models, about 0.5 to 0.9.</summary>
    private const double TextCosine = 0.7;

    private const int SampledClasses = 64;

    public static ClipNetwork Create(ClipConfig config, int seed = 0)
    {
        using var noGrad = no_grad();
        random.manual_seed(seed);
        var network = ClipNetwork.WithRandomWeights(config);
        var vision = (ClipVisionConfig)config.Vision;
        foreach (var (name, parameter) in network.named_parameters())
        {
            var (width, layers) = name.StartsWith("visi", StringComparison.Ordinal) || name.StartsWith("visu", StringComparison.Ordinal)
                ? (vision.HiddenSize, vision.NumHiddenLayers)
                : (config.Text.HiddenSize, config.Text.NumHiddenLayers);
            Draw(name, parameter, width, layers);
            parameter.requires_grad = false;
        }
        network.LogitScale.fill_(Math.Log(LogitScale));
        network.eval();
        Spread(network);
        return network;
    }

    /// <summary>The same weights with an image tower in another dtype, on another device.</summary>
    /// <param name="network">A network in 32-bit floats.</param>
    /// <param name="config">Its architecture.</param>
    /// <param name="imageDType">What the image tower is to compute in.</param>
    /// <param name="keepFloat32">Whether it is to be there in 32-bit floats too.</param>
    /// <param name="device">Where the copy is; null for the CPU.</param>
    public static ClipNetwork Convert(ClipNetwork network, ClipConfig config, ScalarType imageDType, bool keepFloat32, Device? device = null)
    {
        using var noGrad = no_grad();
        var weights = network.state_dict();
        var converted = ClipNetwork.Empty(config, device ?? CPU, imageDType, keepFloat32);
        foreach (var (name, target) in converted.state_dict().Concat(converted.Float32Images?.state_dict() ?? []))
        {
            target.copy_(weights[name]);
        }
        converted.eval();
        return converted;
    }

    /// <summary>
    /// Weakens the direction that all text features share, so that those of different classes have the mean cosine
    /// <see cref="TextCosine"/>: untrained towers leave them closer to each other.
    /// </summary>
    private static void Spread(ClipNetwork network)
    {
        using var scope = NewDisposeScope();
        using var sample = SyntheticPrompts.Prepare(network, SyntheticPrompts.Create(SampledClasses));
        var mean = sample.InitialFeatures.mean([0]);
        var shared = mean.norm().square().item<float>();
        var kept = Math.Sqrt(TextCosine / (1 - TextCosine) * (1 - shared) / shared);
        var direction = mean / mean.norm();
        var projection = network.named_parameters().Single(parameter => parameter.name == "text_projection.weight").parameter;
        projection.sub_((1 - kept) * outer(direction, direction.matmul(projection)));
    }

    private static void Draw(string name, Tensor parameter, int width, int layers)
    {
        if (name.EndsWith(".bias", StringComparison.Ordinal))
        {
            parameter.zero_();
        }
        else if (Deviation(name, width, layers) is { } deviation)
        {
            parameter.normal_(0, deviation);
        }
    }

    /// <summary>The standard deviation of a weight; null for what keeps its own start: norms, and the patches' convolution.</summary>
    private static double? Deviation(string name, int width, int layers) => name switch
    {
        _ when name.EndsWith("token_embedding.weight", StringComparison.Ordinal) => TokenDeviation,
        _ when name.EndsWith("position_embedding.weight", StringComparison.Ordinal) => PositionDeviation,
        _ when name.EndsWith("q_proj.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5),
        _ when name.EndsWith("k_proj.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5),
        _ when name.EndsWith("v_proj.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5),
        _ when name.EndsWith("out_proj.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5) * Math.Pow(2 * layers, -0.5),
        _ when name.EndsWith("fc1.weight", StringComparison.Ordinal) => Math.Pow(2 * width, -0.5),
        _ when name.EndsWith("fc2.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5) * Math.Pow(2 * layers, -0.5),
        _ when name.EndsWith("projection.weight", StringComparison.Ordinal) => Math.Pow(width, -0.5),
        _ => null,
    };
}

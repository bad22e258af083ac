using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>Towers of a real size with seeded random weights: speed does not depend on what the weights are.</summary>
internal static class SyntheticNetwork
{
    public static ClipNetwork Create(ClipConfig config, int seed = 0)
    {
        random.manual_seed(seed);
        var network = new ClipNetwork(config);
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }
        network.eval();
        return network;
    }
}

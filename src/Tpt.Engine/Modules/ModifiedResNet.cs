using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// CLIP's ResNet, with the names of an OpenAI checkpoint: a stem of three convolutions and an average pool, four layers of
/// bottlenecks, and attention pooling, which is the projection too.
/// </summary>
internal sealed class ModifiedResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ModuleList<Bottleneck> layer1;
    private readonly ModuleList<Bottleneck> layer2;
    private readonly ModuleList<Bottleneck> layer3;
    private readonly ModuleList<Bottleneck> layer4;
    private readonly AttentionPool2d attnpool;

    public ModifiedResNet(ModifiedResNetConfig config, int outputSize, LayerFactory layers) : base(nameof(ModifiedResNet))
    {
        var (width, stem) = (config.Width, config.Width / 2);
        conv1 = layers.Conv2d(3, stem, kernelSize: 3, stride: 2, padding: 1);
        bn1 = layers.BatchNorm2d(stem);
        conv2 = layers.Conv2d(stem, stem, kernelSize: 3, padding: 1);
        bn2 = layers.BatchNorm2d(stem);
        conv3 = layers.Conv2d(stem, width, kernelSize: 3, padding: 1);
        bn3 = layers.BatchNorm2d(width);
        layer1 = Layer(width, width, config.Layers[0], stride: 1, layers);
        layer2 = Layer(width * 4, width * 2, config.Layers[1], stride: 2, layers);
        layer3 = Layer(width * 8, width * 4, config.Layers[2], stride: 2, layers);
        layer4 = Layer(width * 16, width * 8, config.Layers[3], stride: 2, layers);
        attnpool = new AttentionPool2d(config, outputSize, layers);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, embedding]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var hidden = Stem(pixels);
        foreach (var block in layer1.Concat(layer2).Concat(layer3).Concat(layer4))
        {
            var next = block.forward(hidden);
            hidden.Dispose();
            hidden = next;
        }
        return attnpool.forward(hidden).MoveToOuterDisposeScope();
    }

    private Tensor Stem(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.relu(bn1.forward(conv1.forward(pixels)));
        hidden = functional.relu(bn2.forward(conv2.forward(hidden)));
        hidden = functional.relu(bn3.forward(conv3.forward(hidden)));
        return functional.avg_pool2d(hidden, 2).MoveToOuterDisposeScope();
    }

    private static ModuleList<Bottleneck> Layer(int inputChannels, int channels, int count, int stride, LayerFactory layers)
        => new([.. Enumerable.Range(0, count).Select(i => i == 0
            ? new Bottleneck(inputChannels, channels, stride, layers)
            : new Bottleneck(channels * Bottleneck.Expansion, channels, stride: 1, layers))]);
}

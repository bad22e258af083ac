using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// A residual block of CLIP's ResNet: convolutions of 1x1, 3x3 and 1x1, of which none strides: average pooling behind the
/// second one does, and in front of the shortcut's convolution.
/// </summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    /// <summary>The output's channels over the inner ones.</summary>
    public const int Expansion = 4;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Sequential? downsample;
    private readonly int _stride;

    public Bottleneck(int inputChannels, int channels, int stride, LayerFactory layers) : base(nameof(Bottleneck))
    {
        conv1 = layers.Conv2d(inputChannels, channels, kernelSize: 1);
        bn1 = layers.BatchNorm2d(channels);
        conv2 = layers.Conv2d(channels, channels, kernelSize: 3, padding: 1);
        bn2 = layers.BatchNorm2d(channels);
        conv3 = layers.Conv2d(channels, channels * Expansion, kernelSize: 1);
        bn3 = layers.BatchNorm2d(channels * Expansion);
        if (stride > 1 || inputChannels != channels * Expansion)
        {
            downsample = Sequential(
                ("0", layers.Conv2d(inputChannels, channels * Expansion, kernelSize: 1)),
                ("1", layers.BatchNorm2d(channels * Expansion)));
        }
        _stride = stride;
        RegisterComponents();
    }

    /// <summary><c>[batch, input channels, h, w]</c> to <c>[batch, 4 channels, h / stride, w / stride]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = functional.relu(bn1.forward(conv1.forward(input)));
        hidden = functional.relu(bn2.forward(conv2.forward(hidden)));
        hidden = bn3.forward(conv3.forward(Pool(hidden)));
        var shortcut = downsample is null ? input : downsample.forward(Pool(input));
        return functional.relu(hidden.Plus(shortcut)).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor hidden) => _stride > 1 ? functional.avg_pool2d(hidden, _stride) : hidden;
}

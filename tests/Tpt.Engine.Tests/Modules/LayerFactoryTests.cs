using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

[Collection(DefaultGeneratorCollection.Name)]
public sealed class LayerFactoryTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Empty_OfTwoDTypes_HasEachWeightInItsOwnAndNoneNeedsGradients()
    {
        using var network = ClipNetwork.Empty(TinyModel.ResNet, CPU, ScalarType.Float16, keepFloat32: true);

        var state = network.state_dict();

        state.Where(s => s.Value.dtype == ScalarType.Float16).Select(s => s.Key).Should().OnlyContain(name => name.StartsWith("visual.", StringComparison.Ordinal))
            .And.HaveSameCount(network.Images.state_dict().Keys.Where(name => !name.Contains("bn", StringComparison.Ordinal) && !name.Contains("downsample.1", StringComparison.Ordinal)), "batch norms stay in 32-bit floats");
        state.Where(s => s.Value.dtype != ScalarType.Float16).Should().OnlyContain(s => s.Value.dtype == ScalarType.Float32);
        network.Float32Images!.state_dict().Values.Should().OnlyContain(weight => weight.dtype == ScalarType.Float32 && weight.device_type == DeviceType.CPU);
        state.Values.Should().OnlyContain(weight => !weight.requires_grad && weight.device_type == DeviceType.CPU);
    }

    [Fact]
    public void Empty_OnTheMetaDevice_HasEveryWeightThere()
    {
        using var network = ClipNetwork.Empty(TinyModel.ResNet, META);

        network.state_dict().Values.Should().OnlyContain(weight => weight.device_type == DeviceType.META);
    }

    [Fact]
    public void Empty_InADisposeScope_OutlivesIt()
    {
        ClipNetwork network;
        using (NewDisposeScope())
        {
            network = ClipNetwork.Empty(TinyModel.ResNet, CPU);
        }

        using (network)
        {
            network.state_dict().Values.Should().OnlyContain(weight => !weight.IsInvalid);
        }
    }

    [Fact]
    public void WithRandomWeights_SameSeed_DrawsWhatTorchSharpsLayersDraw()
    {
        random.manual_seed(3);
        using var embedding = nn.Embedding(5, 4);
        using var linear = nn.Linear(4, 3);
        using var convolution = nn.Conv2d(3, 6, kernel_size: 2, bias: false);
        var layers = LayerFactory.WithRandomWeights();

        random.manual_seed(3);
        using var table = new EmbeddingTable(5, 4, layers);
        using var sameLinear = layers.Linear(4, 3);
        using var sameConvolution = layers.Conv2d(3, 6, kernelSize: 2);

        Numbers(table.Vectors).Should().Equal(Numbers(embedding.weight!));
        Numbers(sameLinear.weight).Should().Equal(Numbers(linear.weight));
        Numbers(sameLinear.bias!).Should().Equal(Numbers(linear.bias!));
        Numbers(sameConvolution.weight).Should().Equal(Numbers(convolution.weight));
        table.parameters().Concat(sameLinear.parameters()).Concat(sameConvolution.parameters()).Should().OnlyContain(weight => weight.requires_grad);
    }

    [Fact]
    public void EmbeddingTable_NumbersThatOccurTwice_GivesVectorsAndGradientsOfTorchSharpsLayer()
    {
        random.manual_seed(3);
        using var embedding = nn.Embedding(5, 4);
        random.manual_seed(3);
        using var table = new EmbeddingTable(5, 4, LayerFactory.WithRandomWeights());
        var numbers = tensor(new long[] { 4, 0, 4, 2, 1, 4 }).view(2, 3);
        var factors = randn(2, 3, 4);

        var (expected, actual) = (embedding.forward(numbers), table.forward(numbers));
        (expected * factors).sum().backward();
        (actual * factors).sum().backward();

        actual.shape.Should().Equal(2, 3, 4);
        Numbers(actual).Should().Equal(Numbers(expected));
        Numbers(table.parameters().Single().grad!).Should().Equal(Numbers(embedding.parameters().Single().grad!));
    }

    private static float[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}

using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>What a model is must not depend on what its user has set for all of TorchSharp, nor change it.</summary>
[Collection(DefaultGeneratorCollection.Name)]
public sealed class GlobalStateTests : IDisposable
{
    /// <summary>The image tower in bfloat16, and kept in 32-bit floats too.</summary>
    private static readonly ApproximationOptions _lowPrecision = new() { Precision = TptPrecision.BFloat16, ExactMargin = 0.1 };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_AModel_DrawsNothingFromTheGlobalGenerator(bool resNet)
    {
        Write(resNet);
        random.manual_seed(1);
        var expected = Numbers(randn(8, dtype: ScalarType.Float32, device: CPU));

        random.manual_seed(1);
        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path }, _lowPrecision);

        Numbers(randn(8, dtype: ScalarType.Float32, device: CPU)).Should().Equal(expected);
    }

    [Theory]
    [InlineData(false, ScalarType.Float64)]
    [InlineData(false, ScalarType.BFloat16)]
    [InlineData(true, ScalarType.Float64)]
    [InlineData(true, ScalarType.BFloat16)]
    public void Load_OtherDefaultDTypeAndDevice_GivesTheSameBits(bool resNet, ScalarType dtype)
    {
        Write(resNet);
        var options = TinyModel.WithoutTokenizer with { Path = _folder.Path };
        using var expected = ClipModel.Load(options, _lowPrecision);

        using var actual = WithDefaults(dtype, META, () => ClipModel.Load(options, _lowPrecision));

        Bits(actual.Network).Should().BeEquivalentTo(Bits(expected.Network));
        Bits(actual.Network.Float32Images!).Should().BeEquivalentTo(Bits(expected.Network.Float32Images!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithRandomWeights_OtherDefaultDTypeAndDevice_DrawsTheSameWeights(bool resNet)
    {
        var config = resNet ? TinyModel.ResNet : TinyModel.VisionTransformer;
        random.manual_seed(5);
        using var expected = ClipNetwork.WithRandomWeights(config);

        random.manual_seed(5);
        using var actual = WithDefaults(ScalarType.BFloat16, META, () => ClipNetwork.WithRandomWeights(config));

        Bits(actual).Should().BeEquivalentTo(Bits(expected));
    }

    /// <summary>As where an application has made its GPU the default device: what a checkpoint has is read on the CPU.</summary>
    [Fact]
    public void Resize_OtherDefaultDTypeAndDevice_StaysOnThatOfThePositions()
    {
        var positions = arange(2 * 17, dtype: ScalarType.Float32, device: CPU).view(17, 2);
        float[] expected = [.. PositionGrid.Resize(positions, 4, 3).data<float>()];

        var actual = WithDefaults(ScalarType.BFloat16, META, () => PositionGrid.Resize(positions, 4, 3));

        actual.data<float>().Should().Equal(expected);
    }

    private void Write(bool resNet)
    {
        if (resNet)
        {
            SafetensorsWriter.Write(_folder.File("model.safetensors"), OpenAiLayout.From(TinyModel.Weights(TinyModel.ResNet)).WithScalars());
            return;
        }
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), TinyModel.Weights(TinyModel.VisionTransformer));
    }

    private static T WithDefaults<T>(ScalarType dtype, Device device, Func<T> run)
    {
        var (dtypeBefore, deviceBefore) = (get_default_dtype(), get_default_device());
        set_default_dtype(dtype);
        set_default_device(device);
        try
        {
            return run();
        }
        finally
        {
            set_default_device(deviceBefore);
            set_default_dtype(dtypeBefore);
        }
    }

    private static Dictionary<string, string> Bits(nn.Module module)
        => module.state_dict().ToDictionary(s => s.Key, s => $"{s.Value.dtype} {s.Value.device} {Convert.ToHexString(s.Value.detach().bytes)}", StringComparer.Ordinal);

    private static float[] Numbers(Tensor tensor) => tensor.data<float>().ToArray();
}

using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;
using SafetensorsWriter = Tpt.Pretraining.Export.SafetensorsWriter;

namespace Tpt.Pretraining.Tests.Export;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Write_EveryDType_IsReadBackBitForBit()
    {
        var numbers = tensor(new[] { 0f, -0f, 1.5f, float.NaN, float.PositiveInfinity, 1e-40f }).view(2, 3);
        var tensors = new Dictionary<string, Tensor>
        {
            ["transposed"] = arange(12).to(ScalarType.Float32).view(3, 4).t(),
            ["single"] = numbers,
            ["double"] = numbers.to(ScalarType.Float64),
            ["half"] = numbers.to(ScalarType.Float16),
            ["bfloat16"] = numbers.to(ScalarType.BFloat16),
            ["long"] = tensor(new[] { long.MinValue, -1, long.MaxValue }),
            ["int"] = tensor(new[] { int.MinValue, 7 }),
            ["bytes"] = tensor(new byte[] { 0, 255 }),
            ["scalar"] = tensor(4.6f),
            ["empty"] = zeros(0, 3),
        };

        SafetensorsWriter.Write(_folder.File("all.safetensors"), tensors);

        using var file = SafetensorsFile.Open(_folder.File("all.safetensors"));
        file.Names.Should().BeEquivalentTo(tensors.Keys);
        foreach (var (name, tensor) in tensors)
        {
            file.DTypeOf(name).Should().Be(tensor.dtype, name);
            file.ShapeOf(name).Should().Equal(tensor.shape, name);
            file.Read(name).bytes.ToArray().Should().Equal(tensor.contiguous().bytes.ToArray(), name);
        }
    }

    [Fact]
    public void Write_InHalfPrecision_RoundsFloatsAndLeavesIntegers()
    {
        var single = tensor(new[] { 1.0001f, 65000f });
        SafetensorsWriter.Write(_folder.File("half.safetensors"), new Dictionary<string, Tensor> { ["a"] = single, ["ids"] = tensor(new long[] { 70000 }) }, ScalarType.Float16);

        using var file = SafetensorsFile.Open(_folder.File("half.safetensors"));
        file.DTypeOf("ids").Should().Be(ScalarType.Int64);
        file.Read("a").bytes.ToArray().Should().Equal(single.to(ScalarType.Float16).bytes.ToArray());
    }

    [Fact]
    public void Write_ValueBeyondHalfPrecision_NamesTheTensorAndLeavesTheOldFile()
    {
        var path = _folder.File("half.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["old"] = ones(1) });

        FluentActions.Invoking(() => SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(1), ["large"] = tensor(1e5f) }, ScalarType.Float16))
            .Should().Throw<InvalidDataException>().WithMessage("*'large'*Float16*");
        using var file = SafetensorsFile.Open(path);
        file.Names.Should().Equal("old");
    }

    [Fact]
    public void Write_AnyOrderOfNames_WritesTheSameAlignedFile()
    {
        var (a, b) = (ones(3), zeros(2));
        SafetensorsWriter.Write(_folder.File("ab"), new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        SafetensorsWriter.Write(_folder.File("ba"), new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });

        var bytes = File.ReadAllBytes(_folder.File("ab"));
        File.ReadAllBytes(_folder.File("ba")).Should().Equal(bytes);
        (BitConverter.ToUInt64(bytes) % 8).Should().Be(0);
    }

    [Fact]
    public void Write_DTypeThatIsNotSupported_NamesTheTensor()
        => FluentActions.Invoking(() => SafetensorsWriter.Write(_folder.File("bool"), new Dictionary<string, Tensor> { ["mask"] = ones(2, dtype: ScalarType.Bool) }))
            .Should().Throw<ArgumentException>().WithMessage("*'mask'*Bool*");
}

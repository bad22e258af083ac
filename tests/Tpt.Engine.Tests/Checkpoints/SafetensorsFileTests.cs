using System.Text;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> BadHeaders => new()
    {
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 20]}}""", "*tensor 'a' lies at [8, 20) of 16 bytes of data*" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}""", "*tensor 'a' lies at [-8, 0)*" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}""", "*tensor 'a' lies at [8, 0)*" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}""", "*'b' overlaps another one*" },
        { """{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}""", "*tensor 'a' of dtype F32 and shape [3] has 8 bytes*" },
        { """{"a": {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]}}""", "*tensor 'a' of dtype F32 and shape [-1, -2] has 8 bytes*" },
        { """{"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 0]}}""", "*tensor 'a' of dtype F32*has 0 bytes*" },
        { """{"a": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}""", "*tensor 'a' has dtype F8_E4M3; supported are*" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""", "*names tensor 'a' twice*" },
        { """{"a": {"dtype": "F32", "shape": [2]}}""", "*tensor 'a' lacks a dtype, a shape or two data_offsets*" },
        { """{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 8]}}""", "*tensor 'a' lacks a dtype, a shape or two data_offsets*" },
        { """{"a": 3}""", "*tensor 'a' lacks*" },
        { "[]", "*its header is no JSON object*" },
        { "{", "*its header is no JSON*" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void Open_HeaderThatBreaksTheFormat_SaysWhereAndHow(string header, string message)
    {
        var path = _folder.File("bad.safetensors");
        SafetensorsWriter.Write(path, header, new byte[16]);

        Open(path).Should().Throw<InvalidDataException>().WithMessage($"*{Path.GetFileName(path)}*").WithMessage(message);
    }

    [Theory]
    [InlineData(new byte[] { }, "*it has 0 bytes*")]
    [InlineData(new byte[] { 1, 0, 0 }, "*it has 3 bytes*")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "*a header of 9 bytes, but has 10 bytes in all*")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "*a header of 18446744073709551615 bytes*")]
    public void Open_FileThatIsTooShort_SaysSo(byte[] bytes, string message)
    {
        var path = _folder.File("short.safetensors");
        File.WriteAllBytes(path, bytes);

        Open(path).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("F8_E4M3")]
    [InlineData("F8_E5M2")]
    [InlineData("F4")]
    [InlineData("U16")]
    [InlineData("C64")]
    public void Open_DTypeThatIsNotRead_IsNoFaultOfTheFile(string dtype)
    {
        var path = _folder.File("quantised.safetensors");
        SafetensorsWriter.Write(path, $"{{\"layer.weight\": {{\"dtype\": \"{dtype}\", \"shape\": [8], \"data_offsets\": [0, 8]}}}}", new byte[8]);

        Open(path).Should().Throw<InvalidDataException>().WithMessage($"*quantised.safetensors': tensor 'layer.weight' has dtype {dtype}; supported are F64, F32*save it in float32, float16 or bfloat16.")
            .Which.Message.Should().NotContain("not a valid");
    }

    [Fact]
    public void Open_FileThatLostItsEnd_NamesTheTensor()
    {
        var path = _folder.File("cut.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(3), ["b"] = ones(5) });
        using (var stream = File.OpenWrite(path))
        {
            stream.SetLength(stream.Length - 1);
        }

        Open(path).Should().Throw<InvalidDataException>().WithMessage("*tensor 'b' lies at [12, 32) of 31 bytes of data*");
    }

    [Fact]
    public void Open_AfterAnError_LeavesTheFileFree()
    {
        var path = _folder.File("bad.safetensors");
        File.WriteAllBytes(path, Encoding.ASCII.GetBytes("<html></html>"));

        Open(path).Should().Throw<InvalidDataException>();

        File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void Read_EveryFloatType_GivesTheStoredBits()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("types.safetensors");
        var values = tensor(new[] { 0.1f, -3.5f, 65504f, 6e-8f, 0f, float.NegativeInfinity }).view(2, 3);
        var stored = new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16 }
            .ToDictionary(dtype => dtype.ToString(), dtype => values.to(dtype));
        stored["scalar"] = tensor(7L);
        stored["empty"] = zeros(0, 4);
        SafetensorsWriter.Write(path, stored);

        using var file = SafetensorsFile.Open(path);

        file.Names.Should().BeEquivalentTo(stored.Keys);
        foreach (var (name, expected) in stored)
        {
            var actual = file.Read(name);
            actual.dtype.Should().Be(expected.dtype);
            actual.shape.Should().Equal(expected.shape);
            actual.bytes.ToArray().Should().Equal(expected.contiguous().bytes.ToArray());
        }
    }

    private static Action Open(string path) => () => SafetensorsFile.Open(path).Dispose();
}

using System.IO.Compression;
using System.Text;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Files that are not what their name says.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[], string> Kinds => new()
    {
        { "model.safetensors", Text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 605247071\n"), "*is a Git LFS pointer, which stands for the file: 'version https://git-lfs.github.com/spec/v1 oid*Run 'git lfs pull'*" },
        { "pytorch_model.bin", Text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 605247071\n"), "*is a Git LFS pointer*" },
        { "pytorch_model.bin", [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'], "*was saved by a PyTorch before 1.6*torch.save(torch.load(path*" },
        { "pytorch_model.bin", [0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9], "*was saved by a PyTorch before 1.6*" },
        { "model.pt", [0x80, 4, 0x95, 5, 0, 0, 0, 0, 0, 0, 0, (byte)'}', (byte)'.'], "*is a pickle of Python without a zip around it*" },
        { "model.safetensors", [.. "GGUF"u8, 3, 0, 0, 0], "*is a GGUF or GGML file*" },
        { "model.bin", [8, 7, 0x12, 7, .. "pytorch"u8, 0x1a, 5], "*is an ONNX graph*" },
        { "tf_model.h5", [0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 0, 0], "*is an HDF5 file*from_tf=True*" },
        { "flax_model.msgpack", [0x83, 0xaa, .. "text_model"u8], "*is a MessagePack file*from_flax=True*" },
        { "model.bin", [0x93, .. "NUMPY"u8, 1, 0], "*is an array of NumPy*" },
        { "model.bin", [0x1c, 0, 0, 0, .. "TFL3"u8, 0, 0], "*is a TensorFlow Lite model*" },
        { "model.pt", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "*is compressed*Unpack it*" },
        { "model.safetensors", Text("<!DOCTYPE html>\n<html><head><title>Sign in</title>"), "*is a web page or XML*'<!DOCTYPE html> <html><head><title>Sign in</title>'*set HF_TOKEN*" },
        { "model.safetensors", Text("\uFEFF\n\n  <html>"), "*is a web page or XML*" },
        { "model.safetensors", Text("{\"error\": \"Repository not found\"}"), "*is JSON, not weights: '{\"error\": \"Repository not found\"}'*tpt download*" },
        { "model.safetensors", Text("Invalid username or password."), "*is a text, not weights: 'Invalid username or password.'*" },
        { "model.safetensors", new byte[4096], "*begins with nothing but zeros*not finished*" },
        { "model.safetensors", [], "*has 0 bytes*tpt download*" },
        { "model.safetensors", [1, 0, 0], "*is of no kind that is known: it has 3 bytes and begins with 010000*" },
        { "model.safetensors", [0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6], "*is of no kind that is known: it has 10 bytes and begins with FFFEFDFCFBFAF9F8.*" },
        { "weights.tar", [.. new byte[257], .. "ustar"u8, .. new byte[300]], "*is a tar*before 1.6*" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_FileOfAnotherKind_SaysWhatItIsAndWhatToDo(string name, byte[] bytes, string message)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, bytes);

        var error = Opening(path).Should().Throw<InvalidDataException>().WithMessage($"*{name}'*").WithMessage(message).Which;

        error.Message.Should().NotContain("announces a header").And.Match(text => text.Length < 1000);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Open_CutDownload_SaysToFetchItAgain(string name)
    {
        using var scope = NewDisposeScope();
        var weights = new Dictionary<string, Tensor> { ["a"] = ones(64), ["b"] = ones(64) };
        var path = _folder.File(name);
        if (name.EndsWith(".bin", StringComparison.Ordinal))
        {
            TorchArchiveWriter.Write(path, weights);
        }
        else
        {
            SafetensorsWriter.Write(path, weights);
        }
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);

        Opening(path).Should().Throw<InvalidDataException>().WithMessage("*download*cut*fetch it again, as with 'tpt download <id>'*");
    }

    [Theory]
    [InlineData("arrays/a.npy", "*it has no data.pkl, but arrays of NumPy*", true)]
    [InlineData("clip/model.safetensors", "*it has no data.pkl, but files of weights. Unpack it*", false)]
    [InlineData("notes.txt", "*it has no data.pkl.", false)]
    public void Open_ZipOfSomethingElse_SaysWhatItHolds(string entry, string message, bool alone)
    {
        using (var zip = ZipFile.Open(_folder.File("clip.pt"), ZipArchiveMode.Create))
        {
            zip.CreateEntry(entry);
            if (!alone)
            {
                zip.CreateEntry("readme.md");
            }
        }

        Opening(_folder.File("clip.pt")).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Open_TorchScriptOfOldPyTorch_SaysSo()
    {
        using (var zip = ZipFile.Open(_folder.File("clip.pt"), ZipArchiveMode.Create))
        {
            zip.CreateEntry("clip/model.json");
            zip.CreateEntry("clip/tensors/0");
        }

        Opening(_folder.File("clip.pt")).Should().Throw<InvalidDataException>().WithMessage("*TorchScript archive of a PyTorch before 1.4*");
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("weights")]
    public void Open_SafetensorsUnderAnyName_AreRead(string name)
    {
        SafetensorsWriter.Write(_folder.File(name), new Dictionary<string, Tensor> { ["a"] = ones(2) });

        using var tensors = WeightFiles.Open(_folder.File(name));

        tensors.Names.Should().Equal("a");
    }

    [Fact]
    public void Open_ArchiveNamedSafetensors_IsRead()
    {
        TorchArchiveWriter.Write(_folder.File("model.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(2) });

        using var tensors = WeightFiles.Open(_folder.Path);

        tensors.Names.Should().Equal("a");
    }

    /// <summary>The length of a header may be any number: that of a pickle's or an ONNX graph's first bytes too.</summary>
    [Theory]
    [InlineData(0x280)]
    [InlineData(0x208)]
    [InlineData((int)'{')]
    [InlineData((int)'<')]
    public void Open_SafetensorsWhoseLengthLooksLikeAnotherKind_AreRead(int length)
    {
        SafetensorsWriter.Write(_folder.File("model.safetensors"), """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""".PadRight(length), new byte[4]);

        using var tensors = WeightFiles.Open(_folder.Path);

        tensors.Names.Should().Equal("a");
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static Action Opening(string path) => () => WeightFiles.Open(path).Dispose();
}

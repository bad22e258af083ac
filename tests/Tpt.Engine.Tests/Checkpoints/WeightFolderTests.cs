using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Which of a folder's files holds the weights.</summary>
public sealed class WeightFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.safetensors", "model.safetensors", "pytorch_model.bin", "training_args.bin", "tf_model.h5")]
    [InlineData("model.safetensors", "model.safetensors", "open_clip_model.safetensors", "open_clip_pytorch_model.bin")]
    [InlineData("open_clip_model.safetensors", "model.safetensors", "open_clip_model.safetensors", "open_clip_config.json")]
    [InlineData("open_clip_pytorch_model.safetensors", "model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_config.json")]
    [InlineData("open_clip_pytorch_model.bin", "model.safetensors", "pytorch_model.bin", "open_clip_pytorch_model.bin", "open_clip_config.json", "config.json")]
    [InlineData("open_clip_model.safetensors", "open_clip_model.safetensors", "open_clip_pytorch_model.bin", "open_clip_config.json")]
    [InlineData("model.safetensors", "model.safetensors", "pytorch_model.bin", "open_clip_config.json")]
    [InlineData("pytorch_model.bin", "pytorch_model.bin", "open_clip_config.json")]
    [InlineData("pytorch_model.bin", "pytorch_model.bin", "optimizer.pt", "scheduler.pt", "rng_state_0.pth", "scaler.pt", "training_args.bin", "config.json")]
    [InlineData("open_clip_pytorch_model.bin", "open_clip_pytorch_model.bin", "config.json")]
    [InlineData("model.fp16.safetensors", "model.fp16.safetensors", "pytorch_model.fp16.bin", "adapter_model.safetensors")]
    [InlineData("clip.safetensors", "clip.safetensors", "ViT-B-32.pt", "optimizer.bin")]
    [InlineData("pytorch_model.fp16.bin", "pytorch_model.fp16.bin", "training_args.bin")]
    [InlineData("ViT-B-32.pt", "ViT-B-32.pt", "optimizer.pt", "openvino_model.bin", "random_states_0.pkl")]
    [InlineData("epoch_3.pth.tar", "epoch_3.pth.tar", "readme.md")]
    [InlineData("last.CKPT", "last.CKPT", "readme.md")]
    public void Find_FilesOfAFolder_TakesTheWeights(string expected, params string[] files)
    {
        Touch(files);

        WeightFolder.Find(_folder.Path).Should().Be(_folder.File(expected));
    }

    [Theory]
    [InlineData("*has 2 .safetensors files, a.safetensors, b.safetensors: give the path of the one that is meant.", "a.safetensors", "b.safetensors")]
    [InlineData("*has 2 variants of weights, model.bf16.safetensors, model.fp16.safetensors: give the path*", "model.fp16.safetensors", "model.bf16.safetensors")]
    [InlineData("*has 3 files of weights*, RN50.pt, ViT-B-32.pt, last.ckpt: give the path*", "RN50.pt", "ViT-B-32.pt", "last.ckpt", "optimizer.pt")]
    [InlineData("*7 files of weights*, a.pt, b.pt, c.pt, d.pt, e.pt, and 2 more: give the path*", "a.pt", "b.pt", "c.pt", "d.pt", "e.pt", "f.pt", "g.pt")]
    [InlineData("*has a PEFT adapter (adapter_config.json) beside its weights*merge_and_unload()*model.safetensors', to have them without it.", "model.safetensors", "adapter_config.json", "adapter_model.safetensors")]
    [InlineData("*has 'model-00001-of-00002.safetensors', one part of several, and no index of them*", "model-00001-of-00002.safetensors")]
    [InlineData("*has 'pytorch_model-00001-of-00003.bin', one part of several, and no index of them*", "pytorch_model-00001-of-00003.bin", "pytorch_model-00002-of-00003.bin")]
    public void Find_SeveralFilesThatMayBeMeant_NamesThem(string message, params string[] files)
    {
        Touch(files);

        Finding().Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("*It has no files.")]
    [InlineData("*Its files are config.json, training_args.bin.", "config.json", "training_args.bin")]
    [InlineData("*There is 'tf_model.h5', weights of TensorFlow, which is not read*from_tf=True*", "config.json", "tf_model.h5")]
    [InlineData("*There is 'flax_model.msgpack', weights of Flax*from_flax=True*", "config.json", "flax_model.msgpack")]
    [InlineData("*There is 'clip-q4_0.gguf', weights of llama.cpp*", "clip-q4_0.gguf")]
    [InlineData("*There is 'model.onnx', an ONNX graph*", "model.onnx", "config.json")]
    [InlineData("*There is 'model.safetensors.gz', a compressed file*Unpack it.", "model.safetensors.gz")]
    [InlineData("*It is a PEFT adapter*merge_and_unload()*", "adapter_config.json", "adapter_model.safetensors")]
    [InlineData("*There is a folder of ONNX graphs*", "onnx/model.onnx", "config.json")]
    [InlineData("*Its folder '0_CLIPModel' has some: give the path of that folder*", "modules.json", "0_CLIPModel/pytorch_model.bin", "1_Pooling/config.json")]
    public void Find_NoWeights_SaysWhatThereIsAndWhatToDo(string message, params string[] files)
    {
        Touch(files);

        Finding().Should().Throw<FileNotFoundException>().WithMessage("*has no weights: there is neither model.safetensors nor *")
            .WithMessage(message).Which.Message.Length.Should().BeLessThan(1000);
    }

    [Fact]
    public void Open_LinkToAFileThatWasNotFetched_SaysSo()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        File.CreateSymbolicLink(_folder.File("model.safetensors"), _folder.File("blobs/4d7a2146"));

        this.Invoking(_ => WeightFiles.Open(_folder.Path)).Should().Throw<FileNotFoundException>().WithMessage("*model.safetensors' is a link to a file that is not there*tpt download*");
    }

    [Fact]
    public void Open_FileOfAFolderByItsPath_IsThatFile()
    {
        SafetensorsWriter.Write(_folder.File("model.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(2) });
        TorchArchiveWriter.Write(_folder.File("pytorch_model.bin"), new Dictionary<string, Tensor> { ["b"] = ones(2) });

        using var tensors = WeightFiles.Open(_folder.File("pytorch_model.bin"));

        tensors.Names.Should().Equal("b");
    }

    [Theory]
    [InlineData("clip.safetensors")]
    [InlineData("clip.bin")]
    [InlineData("clip.pt")]
    [InlineData("clip.PTH")]
    [InlineData("model.safetensors.index.json")]
    public void Open_FileThatIsNotThere_SaysSo(string name)
        => this.Invoking(_ => WeightFiles.Open(_folder.File(name))).Should().Throw<FileNotFoundException>().WithMessage($"There is no checkpoint file '*{name}'.");

    private void Touch(string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            File.WriteAllText(_folder.File(file), "-");
        }
    }

    private Action Finding() => () => WeightFolder.Find(_folder.Path);
}

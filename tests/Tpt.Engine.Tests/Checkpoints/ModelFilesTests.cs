using System.Security.Cryptography;
using TorchSharp;
using Tpt.Engine.Files;
using Tpt.Engine.Tests.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>What <see cref="ClipModel.Files"/> lists: what the loader opened, as it was then.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelFilesTests()
    {
        using var scope = NewDisposeScope();
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), TinyModel.Weights(TinyModel.VisionTransformer));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_FolderWithForeignFiles_AreThoseThatTheLoaderOpened()
    {
        File.WriteAllText(_folder.File("vocab.json"), TinyVocabulary.Json("a"));
        File.WriteAllText(_folder.File("merges.txt"), "");
        foreach (var foreign in new[] { "tokenizer.model", "notes.txt", "credentials.json", "other.safetensors", "open_clip_config.json" })
        {
            File.WriteAllText(_folder.File(foreign), "not the model's");
        }

        using var model = ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1 });

        model.Files.Select(file => Path.GetFileName(file.Path)).Should()
            .BeEquivalentTo("model.safetensors", "config.json", "preprocessor_config.json", "vocab.json", "merges.txt");
        foreach (var file in model.Files)
        {
            var bytes = File.ReadAllBytes(file.Path);
            file.Should().Be(new ModelFile(Path.GetFullPath(file.Path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }
    }

    [Fact]
    public void Files_AfterTheFolderChanged_AreAsTheyWereRead()
    {
        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });
        var config = model.Files.Single(file => file.Path == _folder.File("config.json"));
        var length = new FileInfo(config.Path).Length;

        File.AppendAllText(config.Path, " ");

        model.Files.Should().Contain(config).And.HaveCount(3);
        config.Length.Should().Be(length);
    }
}

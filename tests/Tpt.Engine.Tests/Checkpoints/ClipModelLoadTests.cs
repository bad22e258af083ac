using TorchSharp;
using Tpt.Engine.Tests.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class ClipModelLoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FolderThatIsNotThere_SaysSo()
        => Loading(_folder.File("nowhere")).Should().Throw<DirectoryNotFoundException>().WithMessage("There is no model folder '*nowhere'.");

    [Fact]
    public void Load_FileThatIsNotThere_SaysSo()
        => Loading(_folder.File("clip.safetensors")).Should().Throw<FileNotFoundException>().WithMessage("There is no checkpoint file '*clip.safetensors'.");

    [Fact]
    public void Load_EmptyFolder_NamesTheFilesThatItLooksFor()
        => Loading(_folder.Path).Should().Throw<FileNotFoundException>()
            .WithMessage("*has no weights: there is neither model.safetensors nor model.safetensors.index.json nor open_clip_model.safetensors*");

    [Fact]
    public void Load_FileThatIsNoCheckpoint_SaysSo()
    {
        File.WriteAllText(_folder.File("notes.txt"), "these are no weights at all");

        Loading(_folder.File("notes.txt")).Should().Throw<InvalidDataException>().WithMessage("*notes.txt' is a text, not weights: 'these are no weights at all'*");
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("preprocessor_config.json")]
    public void Load_FolderWithoutOneOfItsFiles_NamesIt(string name)
    {
        WriteTinyModel();
        File.Delete(_folder.File(name));

        Loading(_folder.Path).Should().Throw<FileNotFoundException>().WithMessage($"*it has no {name},*");
    }

    [Fact]
    public void Load_SeveralFilesOfWeights_AsksForThePath()
    {
        SafetensorsWriter.Write(_folder.File("a.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(1) });
        SafetensorsWriter.Write(_folder.File("b.safetensors"), new Dictionary<string, Tensor> { ["b"] = ones(1) });

        Loading(_folder.Path).Should().Throw<InvalidDataException>().WithMessage("*has 2 .safetensors files*give the path of the one that is meant.");
    }

    [Fact]
    public void Load_FileOfAFolder_EqualsTheFolder()
    {
        WriteTinyModel();

        using var folder = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });
        using var file = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.File("model.safetensors") });

        TinyModel.Features(file.Network, 24).Should().Equal(TinyModel.Features(folder.Network, 24));
        file.Folder.Should().Be(_folder.Path);
        (file.ImageSize, file.EmbeddingDimension, file.ContextLength, file.DType).Should().Be((24, 24, 12, ScalarType.Float32));
    }

    [Fact]
    public void Load_NoTokenizerFiles_AsksForTheirFolder()
    {
        WriteTinyModel();

        Loading(_folder.Path).Should().Throw<FileNotFoundException>().Which.Message.Should()
            .Contain("has no tokenizer").And.ContainEquivalentOf(nameof(ModelOptions.TokenizerFolder));
    }

    [Fact]
    public void Load_TokenizerFolder_GivesTheTokenizer()
    {
        WriteTinyModel();
        using var tokenizer = new TemporaryFolder();
        File.WriteAllText(tokenizer.File("vocab.json"), TinyVocabulary.Json("a", "b", "a</w>", "b</w>", "ab</w>"));
        File.WriteAllText(tokenizer.File("merges.txt"), "#version: 0.2\na b</w>\n");

        using var model = ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1, TokenizerFolder = tokenizer.Path });

        model.Tokenizer.Encode("ab b").Should().Equal(4, 3);
    }

    [Fact]
    public void Load_TokenizerWithMoreTokensThanTheTower_NamesBothNumbers()
    {
        WriteTinyModel();
        File.WriteAllText(_folder.File("vocab.json"), """{"a": 0, "<|startoftext|>": 98, "<|endoftext|>": 99}""");
        File.WriteAllText(_folder.File("merges.txt"), "");

        Loading(_folder.Path).Should().Throw<InvalidDataException>().WithMessage("*the tokenizer has 100 tokens, but the text tower has a vocabulary of 40*");
    }

    [Fact]
    public void Tokenizer_OfAModelWithoutOne_SaysSo()
    {
        WriteTinyModel();
        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });

        model.Invoking(m => m.Tokenizer).Should().Throw<InvalidOperationException>().WithMessage("*loaded without a tokenizer*");
    }

    [Fact]
    public void Load_QuickGeluOption_GoesBeforeHiddenAct()
    {
        WriteTinyModel();
        using var told = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path, QuickGelu = false });
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer, "gelu");
        using var stored = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });

        told.Config.Should().Be(stored.Config);
        TinyModel.Features(told.Network, 24).Should().Equal(TinyModel.Features(stored.Network, 24));
    }

    [Fact]
    public void Load_InsideADisposeScope_OutlivesIt()
    {
        WriteTinyModel();
        ClipModel model;
        using (NewDisposeScope())
        {
            model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });
        }

        using (model)
        {
            TinyModel.Features(model.Network, 24).Should().OnlyContain(feature => float.IsFinite(feature));
        }
    }

    private void WriteTinyModel()
    {
        using var scope = NewDisposeScope();
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), TinyModel.Weights(TinyModel.VisionTransformer));
    }

    private static Action Loading(string path) => () => ClipModel.Load(new ModelOptions { Path = path, GpuDeviceId = -1 }).Dispose();
}

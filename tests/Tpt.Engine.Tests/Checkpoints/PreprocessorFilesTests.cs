using Tpt.Engine.Checkpoints;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class PreprocessorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelFileReader _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_NoFile_IsNone()
    {
        Find().Should().BeNull();
        PreprocessorFiles.Exist(_folder.Path).Should().BeFalse();
    }

    /// <summary>Before transformers 5 it had the text side's settings alone.</summary>
    [Theory]
    [InlineData("""{"processor_class": "CLIPProcessor"}""")]
    [InlineData("""{"image_processor": null}""")]
    [InlineData("[]")]
    public void Find_ProcessorConfigWithoutAnImageProcessor_SaysNothing(string json)
    {
        Write("processor_config.json", json);
        Find().Should().BeNull();

        Write("preprocessor_config.json", """{"size": 36, "crop_size": 32}""");
        Find().Should().Be(new ImagePreprocessing { ResizeEdge = 36, CropSize = 32 });
    }

    [Theory]
    [InlineData("preprocessor_config.json", """{"size": 36, "crop_size": 32}""")]
    [InlineData("processor_config.json", """{"image_processor": {"size": {"shortest_edge": 36}, "crop_size": {"height": 32, "width": 32}}}""")]
    public void Find_OneFile_IsRead(string file, string json)
    {
        Write(file, json);

        Find().Should().Be(new ImagePreprocessing { ResizeEdge = 36, CropSize = 32 });
        PreprocessorFiles.Exist(_folder.Path).Should().BeTrue();
        _files.Files.Should().ContainSingle().Which.Path.Should().EndWith(file);
    }

    [Fact]
    public void Find_BothFiles_MustSayTheSame()
    {
        Write("preprocessor_config.json", """{"size": 36, "crop_size": 32}""");
        Write("processor_config.json", """{"image_processor": {"size": {"shortest_edge": 36}, "crop_size": 32, "do_rescale": true}}""");
        Find().Should().Be(new ImagePreprocessing { ResizeEdge = 36, CropSize = 32 });

        Write("processor_config.json", """{"image_processor": {"size": {"height": 32, "width": 32}, "do_center_crop": false}}""");

        FluentActions.Invoking(Find).Should().Throw<InvalidDataException>()
            .WithMessage("*preprocessor_config.json' and '*processor_config.json' contradict each other in size. *");
    }

    [Fact]
    public void Find_FileWithoutAType_IsOfTheModelsFamily()
    {
        Write("preprocessor_config.json", """{"size": {"height": 32, "width": 32}}""");

        PreprocessorFiles.Find(_files, _folder.Path, ProcessorKind.Siglip).Should().Be(ProcessorKind.Siglip.Defaults! with { ResizeEdge = 32, CropSize = 32 });
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"image_processor": {"crop_size": 0}}""")]
    public void Find_ProcessorConfigThatCannotBeRead_IsNamed(string json)
    {
        Write("processor_config.json", json);

        FluentActions.Invoking(Find).Should().Throw<InvalidDataException>().WithMessage("*processor_config.json: *");
    }

    private ImagePreprocessing? Find() => PreprocessorFiles.Find(_files, _folder.Path);

    private void Write(string file, string json) => File.WriteAllText(_folder.File(file), json);
}

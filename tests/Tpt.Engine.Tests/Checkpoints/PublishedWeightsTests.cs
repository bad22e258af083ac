using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Weights that lie alone, as open_clip.create_model leaves them in the cache: of the sizes that they are published in, without their numbers.</summary>
public sealed class PublishedWeightsTests : IDisposable
{
    private const string Huge = "ViT-H-14/laion2b_s32b_b79k";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Huge)]
    [InlineData("ViT-L-14/laion2b_s32b_b82k")]
    [InlineData("ViT-H-14/dfn5b")]
    [InlineData("ViT-bigG-14/metaclip_fullcc")]
    [InlineData("RN50/yfcc15m")]
    public void Read_Pretrained_SaysAllThatTheWeightsDoNot(string name)
    {
        var tag = PretrainedTags.Find(name);

        using var checkpoint = Read(Stored(tag), _folder.Path, name);

        CheckIs(checkpoint, tag);
    }

    [Theory]
    [InlineData("models--laion--CLIP-ViT-H-14-laion2B-s32B-b79K/snapshots/abc", Huge)]
    [InlineData("laion/CLIP-ViT-L-14-laion2B-s32B-b82K", "ViT-L-14/laion2b_s32b_b82k")]
    public void Read_FolderOfAHubId_SaysAllThatTheWeightsDoNot(string folder, string name)
    {
        var tag = PretrainedTags.Find(name);

        using var checkpoint = Read(Stored(tag), Folder(folder));

        CheckIs(checkpoint, tag);
    }

    [Fact]
    public void Read_HubIdThatIsRemembered_SaysTheSameInAnyFolder()
    {
        var tag = PretrainedTags.Find(Huge);
        var request = new CheckpointRequest(_folder.Path) { HubId = "laion/CLIP-ViT-H-14-laion2B-s32B-b79K" };

        using var checkpoint = OpenClipCheckpoint.Read(request, new ModelFileReader(), Stored(tag), _folder.Path);

        CheckIs(checkpoint, tag);
    }

    [Fact]
    public void Read_FolderOfAHubIdWithOtherWeights_AsksAll()
        => FluentActions.Invoking(() => Read(Stored(PretrainedTags.Find("ViT-B-16/dfn2b")), Folder("laion/CLIP-ViT-L-14-laion2B-s32B-b82K")))
            .Should().Throw<InvalidDataException>().WithMessage("*does not say whether its activation is QuickGELU*");

    [Fact]
    public void Read_PretrainedThatTheWeightsAreNot_SaysWhatTellsThemApart()
        => FluentActions.Invoking(() => Read(Stored(PretrainedTags.Find("ViT-B-16/dfn2b")), _folder.Path, Huge))
            .Should().Throw<InvalidDataException>().WithMessage($"'weights' is not {Huge}, which ModelOptions.Pretrained says it is. features: 1024 there, 512 here.");

    [Fact]
    public void Read_PretrainedWithATimmTower_IsNotWeightsOfClipsOwn()
        => FluentActions.Invoking(() => Read(Stored(PretrainedTags.Find("ViT-B-16/dfn2b")), _folder.Path, "EVA02-B-16/merged2b_s8b_b131k"))
            .Should().Throw<InvalidDataException>().WithMessage("*image tower: eva02_base_patch16_clip_224 there, CLIP's here.");

    [Fact]
    public void Read_QuickGeluOption_GoesBeforePretrained()
    {
        using var checkpoint = Read(Stored(PretrainedTags.Find(Huge)), _folder.Path, Huge, quickGelu: true);

        checkpoint.Config.Text.HiddenAct.Should().Be(ClipActivation.QuickGelu);
    }

    /// <summary>A file that is there is believed before the name of a folder, and after the user.</summary>
    [Fact]
    public void Read_OpenClipConfig_GoesBeforeTheHubIdAndAfterPretrained()
    {
        var (tag, folder) = (PretrainedTags.Find("ViT-L-14/laion2b_s32b_b82k"), Folder("laion/CLIP-ViT-L-14-laion2B-s32B-b82K"));
        File.WriteAllText(Path.Combine(folder, "open_clip_config.json"), """
            {"model_cfg": {"embed_dim": 768, "quick_gelu": true, "vision_cfg": {"image_size": 280, "layers": 24, "width": 1024, "patch_size": 14, "head_width": 128}, "text_cfg": {"heads": 12}},
             "preprocess_cfg": {"resize_mode": "squash"}}
            """);

        using var said = Read(Stored(tag), folder);
        using var told = Read(Stored(tag), folder, tag.Name);

        said.Config.Text.HiddenAct.Should().Be(ClipActivation.QuickGelu);
        said.Config.Vision.Should().BeOfType<ClipVisionConfig>().Which.Should().Match<ClipVisionConfig>(vision => vision.NumAttentionHeads == 8 && vision.ImageSize == 280);
        said.Preprocessing.Should().Be(new ImagePreprocessing { ResizeMode = ResizeMode.Squash, ResizeEdge = 280, CropSize = 280 });
        CheckIs(told, tag);
    }

    /// <summary>DFN's own file has no quick_gelu, which OpenCLIP reads as GELU.</summary>
    [Fact]
    public void Read_OpenClipConfigThatLeavesOutWhatTheHubIdKnows_AsksRatherThanChoose()
    {
        var (tag, folder) = (PretrainedTags.Find("ViT-B-16/dfn2b"), Folder("models--apple--DFN2B-CLIP-ViT-B-16/snapshots/abc"));
        File.WriteAllText(Path.Combine(folder, "open_clip_config.json"), """{"model_cfg": {"embed_dim": 512, "vision_cfg": {"image_size": 224, "patch_size": 16}, "text_cfg": {}}}""");

        FluentActions.Invoking(() => Read(Stored(tag), folder)).Should().Throw<InvalidDataException>().WithMessage("*has no quick_gelu*set ModelOptions.Pretrained to 'ViT-B-16/dfn2b'*");
        using var told = Read(Stored(tag), folder, tag.Name);

        CheckIs(told, tag);
    }

    /// <summary>A copy of OpenAI's loader takes 64 for every tower.</summary>
    [Fact]
    public void Read_OpenAisScalars_SayHeadsOfSixtyFour()
    {
        using var stored = ShapesAlone.OpenAi(PublishedSizes.Of(PretrainedTags.Find(Huge)), scalars: true);

        using var checkpoint = Read(stored, _folder.Path);

        ((ClipVisionConfig)checkpoint.Config.Vision).NumAttentionHeads.Should().Be(1280 / 64);
    }

    [Fact]
    public void Read_WidthThatIsNoMultipleOfAHead_AsksForTheConfiguration()
    {
        var config = PublishedSizes.Of(PretrainedTags.Find("ViT-B-16/dfn2b"));
        using var stored = ShapesAlone.OpenAi(config with { Vision = (ClipVisionConfig)config.Vision with { HiddenSize = 720 } });

        FluentActions.Invoking(() => Read(stored, _folder.Path, quickGelu: false)).Should().Throw<InvalidDataException>()
            .WithMessage("*does not show how many heads its image tower of width 720 has*open_clip_config.json*");
    }

    [Fact]
    public void Read_VocabularyOfAnotherTokenizer_AsksForTheConfiguration()
    {
        var config = PublishedSizes.Of(PretrainedTags.Find("ViT-B-16/dfn2b"));
        using var stored = ShapesAlone.OpenAi(config with { Text = config.Text with { VocabSize = 250_100 } });

        FluentActions.Invoking(() => Read(stored, _folder.Path, quickGelu: false)).Should().Throw<InvalidDataException>().WithMessage("*embedding of 250100 tokens, which is not that of CLIP's tokenizer*");
    }

    [Fact]
    public void Read_HuggingFaceFolderWithoutPreprocessing_TakesThatOfTheHubIdOrAsks()
    {
        var folder = Folder("models--openai--clip-vit-base-patch32/snapshots/abc");
        TinyModel.WriteConfiguration(folder, PublishedSizes.Of(PretrainedTags.Find("ViT-B-32/openai")));
        File.Delete(Path.Combine(folder, "preprocessor_config.json"));
        var elsewhere = Folder("my/copy");
        File.Copy(Path.Combine(folder, "config.json"), Path.Combine(elsewhere, "config.json"));
        using var stored = ShapesAlone.HuggingFace(PublishedSizes.Of(PretrainedTags.Find("ViT-B-32/openai")));

        using var known = HuggingFaceCheckpoint.Read(new CheckpointRequest(folder), new ModelFileReader(), stored, folder);
        using var told = HuggingFaceCheckpoint.Read(new CheckpointRequest(elsewhere) { Pretrained = "ViT-B-32/openai" }, new ModelFileReader(), stored, elsewhere);

        known.Preprocessing.Should().Be(new ImagePreprocessing());
        told.Preprocessing.Should().Be(new ImagePreprocessing());
        FluentActions.Invoking(() => HuggingFaceCheckpoint.Read(new CheckpointRequest(elsewhere), new ModelFileReader(), stored, elsewhere))
            .Should().Throw<FileNotFoundException>().WithMessage("*does not say how images are preprocessed*CLIPModel.save_pretrained writes neither*ModelOptions.Pretrained*");
    }

    private static void CheckIs(ClipCheckpoint checkpoint, PretrainedTag tag)
    {
        var activation = tag.QuickGelu ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        checkpoint.Preprocessing.Should().Be(tag.Preprocessing);
        checkpoint.Config.Vision.ImageSize.Should().Be(tag.ImageSize);
        (checkpoint.Config.Text.HiddenAct, checkpoint.Config.Text.NumAttentionHeads).Should().Be((activation, tag.TextHeads));
        if (checkpoint.Config.Vision is ClipVisionConfig vision)
        {
            (vision.HiddenAct, vision.NumAttentionHeads).Should().Be((activation, tag.VisionWidth / tag.VisionHeadWidth));
        }
    }

    private static ShapesAlone Stored(PretrainedTag tag) => ShapesAlone.OpenAi(PublishedSizes.Of(tag));

    private static ClipCheckpoint Read(IStoredTensors stored, string folder, string? pretrained = null, bool? quickGelu = null)
        => OpenClipCheckpoint.Read(new CheckpointRequest(folder) { Pretrained = pretrained, QuickGelu = quickGelu }, new ModelFileReader(), stored, folder);

    private string Folder(string path) => Directory.CreateDirectory(Path.Combine(_folder.Path, path)).FullName;
}

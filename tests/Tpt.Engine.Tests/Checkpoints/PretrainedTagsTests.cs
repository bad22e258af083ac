using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class PretrainedTagsTests
{
    public static TheoryData<string> Names => [.. PretrainedTags.All.Select(tag => tag.Name)];

    /// <summary>70 of CLIP's own towers, 42 with a tower of timm's, 4 of MetaCLIP 2.</summary>
    [Fact]
    public void All_AreThoseOfOpenClipWithACausalTextTower()
    {
        PretrainedTags.All.Should().OnlyHaveUniqueItems(tag => tag.Name);
        PretrainedTags.All.GroupBy(tag => (tag.Family, IsTimms: tag.TimmTower is not null)).ToDictionary(group => group.Key, group => group.Count()).Should().BeEquivalentTo(
            new Dictionary<(ModelFamily, bool), int> { [(ModelFamily.Clip, false)] = 70, [(ModelFamily.Clip, true)] = 42, [(ModelFamily.MetaClip2, false)] = 4 });
    }

    /// <summary>So a checkpoint without a configuration has the heads that it was trained with.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void HeadCounts_WithoutAConfiguration_AreThoseOfEveryPublishedModel(string name)
    {
        var tag = PretrainedTags.Find(name);
        var sizes = PublishedSizes.Of(tag);

        var guessed = HeadCounts.Add(sizes, tag: null, openClip: null, isOpenAi: false, "weights");

        guessed.Should().Be(HeadCounts.Add(sizes, tag, openClip: null, isOpenAi: false, "weights"));
        guessed.Text.NumAttentionHeads.Should().Be(tag.TextHeads);
        (guessed.Vision is not ClipVisionConfig vision || vision.HiddenSize == vision.NumAttentionHeads * tag.VisionHeadWidth).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FindMisfit_OwnSizes_IsNone(string name)
    {
        var tag = PretrainedTags.Find(name);
        var sizes = PublishedSizes.Of(tag);

        PretrainedFit.FindMisfit(tag, sizes).Should().BeNull();
        PretrainedFit.FindMisfit(tag, sizes with { ProjectionDim = 7 }).Should().Contain("features");
        PretrainedFit.FindMisfit(tag, sizes with { Text = sizes.Text with { NumHiddenLayers = 7 } }).Should().Contain("text layers");
    }

    [Theory]
    [InlineData("ViT-H-14/laion2b_s32b_b79k", "ViT-H-14/laion2b_s32b_b79k")]
    [InlineData("vit-h-14/LAION2B-S32B-B79K", "ViT-H-14/laion2b_s32b_b79k")]
    [InlineData("ViT-B-32-quickgelu/laion400m_e32", "ViT-B-32/laion400m_e32")]
    [InlineData("ViT-H-14-378-quickgelu/dfn5b", "ViT-H-14-378/dfn5b")]
    public void Find_NameAsOpenClipTakesIt_IsTheTag(string name, string expected) => PretrainedTags.Find(name).Name.Should().Be(expected);

    [Theory]
    [InlineData("ViT-H-14/laion2b_s32b_b79", "ViT-H-14/laion2b_s32b_b79k")]
    [InlineData("laion2b_s32b_b82k", "ViT-L-14/laion2b_s32b_b82k")]
    [InlineData("laion/CLIP-ViT-g-14-laion2B-s34B-b88K", "ViT-g-14/laion2b_s34b_b88k")]
    [InlineData("ViT-B-16-quickgelu/laion2b_s34b_b88k", "ViT-B-16/laion2b_s34b_b88k")]
    [InlineData("", "")]
    public void Find_UnknownName_SuggestsTheNearest(string name, string suggested)
        => FluentActions.Invoking(() => PretrainedTags.Find(name)).Should().Throw<ArgumentException>().WithParameterName("Pretrained")
            .WithMessage($"Pretrained is '{name}'*nearest are *{suggested}*open_clip.list_pretrained()*").Which.Message.Length.Should().BeLessThan(500);

    [Fact]
    public void Find_LongName_IsFound_InTime()
        => FluentActions.Invoking(() => PretrainedTags.Find(new string('x', 1_000_000))).Should().Throw<ArgumentException>().Which.Message.Length.Should().BeLessThan(700);

    [Theory]
    [InlineData("cache/hub/models--laion--CLIP-ViT-H-14-laion2B-s32B-b79K/snapshots/0123abc", "ViT-H-14/laion2b_s32b_b79k")]
    [InlineData("models/laion/CLIP-ViT-L-14-laion2B-s32B-b82K", "ViT-L-14/laion2b_s32b_b82k")]
    [InlineData("models/LAION/clip-vit-l-14-laion2b-s32b-b82k/", "ViT-L-14/laion2b_s32b_b82k")]
    [InlineData("models--openai--clip-vit-large-patch14-336/snapshots/main", "ViT-L-14-336/openai")]
    public void HubIdOf_HubId_IsKnown(string folder, string name) => PretrainedTags.OfHubId(PretrainedTags.HubIdOf(folder)).Should().ContainSingle().Which.Name.Should().Be(name);

    [Theory]
    [InlineData("CLIP-ViT-H-14-laion2B-s32B-b79K")]
    [InlineData("laion/CLIP-ViT-H-14-laion2B-s32B-b79K/model")]
    [InlineData("models--laion--CLIP-ViT-H-14/snapshots/0123abc")]
    [InlineData("vit_b_32-laion2b_e16-af8dbd0c.pth")]
    public void HubIdOf_AnythingElse_IsNot(string folder) => PretrainedTags.OfHubId(PretrainedTags.HubIdOf(folder)).Should().BeEmpty();

    [Fact]
    public void Find_WeightsThatDifferFromClips_SayHow()
    {
        var (large, huge, mobile) = (PretrainedTags.Find("ViT-L-14/laion2b_s32b_b82k"), PretrainedTags.Find("ViT-H-14-378/dfn5b"), PretrainedTags.Find("MobileCLIP-B/datacompdr"));

        large.Preprocessing.Should().Be(new ImagePreprocessing { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] });
        huge.Preprocessing.Should().Be(new ImagePreprocessing { ResizeMode = ResizeMode.Squash, ResizeEdge = 378, CropSize = 378 });
        mobile.Preprocessing.Should().Be(new ImagePreprocessing { Filter = ResampleFilter.Bilinear, Mean = [0, 0, 0], Std = [1, 1, 1] });
        (large.QuickGelu, huge.QuickGelu, mobile.TimmTower).Should().Be((false, true, "vit_base_mci_224"));
    }
}

using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Prompts;
using Tpt.Gpu.Measuring;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>What a share of a card's limit is made of.</summary>
public sealed class TowerWorkTests
{
    /// <summary>Against the profiles that OpenCLIP publishes of its image towers, in GFLOP an image. Its figures leave nothing out but norms and softmaxes.</summary>
    [Theory]
    [InlineData("ViT-B/32", 8.82)]
    [InlineData("ViT-B/16", 35.13)]
    [InlineData("ViT-L/14", 162.0)]
    [InlineData("ViT-H/14", 334.6)]
    public void OfView_OfASize_IsThePublishedProfile(string size, double expected)
        => (TowerWork.OfView(ModelSizes.Of(size)) / 1e9).Should().BeApproximately(expected, expected * 0.01);

    /// <summary>A class of 11 tokens takes about 0.85 GFLOP forward, of which 6 stand behind the context, and as much back.</summary>
    [Fact]
    public void OfTuning_MoreClasses_IsProportional()
    {
        var prompt = new PromptTokens([.. Enumerable.Range(0, 11)], 4, 0);

        var one = TowerWork.OfTuning(ModelSizes.Of("ViT-B/16"), [prompt], contextLength: 4);

        (one / 2e9 * 11 / 6).Should().BeApproximately(0.85, 0.02);
        TowerWork.OfTuning(ModelSizes.Of("ViT-B/16"), [prompt, prompt, prompt], contextLength: 4).Should().Be(3 * one);
    }

    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", 989.0)]
    [InlineData("NVIDIA H100 PCIe", 756.0)]
    [InlineData("NVIDIA A100-SXM4-40GB", 312.0)]
    [InlineData("Tesla V100", null)]
    [InlineData(null, null)]
    public void Find_ACard_IsItsLimitOrNothing(string? name, double? expected) => CardLimits.Find(name).Should().Be(expected);
}

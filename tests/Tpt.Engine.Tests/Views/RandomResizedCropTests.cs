using System.Drawing;
using CsCheck;
using Tpt.Engine.Tests.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public class RandomResizedCropTests
{
    public static TheoryData<int> Sequences { get; } = [.. Enumerable.Range(0, PreprocGoldens.Index.GetProperty("rrc_sampling").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Draw_GoldenSeed_EqualsTorchvisionsSequence(int sequence)
    {
        var golden = PreprocGoldens.Index.GetProperty("rrc_sampling")[sequence];
        int width = golden.GetProperty("size_wh")[0].GetInt32(), height = golden.GetProperty("size_wh")[1].GetInt32();
        var random = new TorchRandom(golden.GetProperty("torch_manual_seed").GetUInt64());
        var crops = Enumerable.Range(0, PreprocGoldens.Int32(golden, "n")).Select(_ => Draw(random, width, height)).ToArray();

        foreach (var (expected, actual) in golden.GetProperty("first_top_left_height_width_flip").EnumerateArray().Zip(crops))
        {
            var (top, left, h, w) = (expected[0].GetInt32(), expected[1].GetInt32(), expected[2].GetInt32(), expected[3].GetInt32());
            actual.Should().Be(new RandomResizedCrop(new Rectangle(left, top, w, h), expected[4].GetBoolean()));
        }

        // The sums run in another order than numpy's, hence the tolerance; one different crop of 5012 would be far outside it.
        crops.Average(c => c.Area.Width * c.Area.Height / (double)(width * height))
            .Should().BeApproximately(golden.GetProperty("area_fraction_mean").GetDouble(), 1e-12);
        crops.Average(c => Math.Log(c.Area.Width / (double)c.Area.Height))
            .Should().BeApproximately(golden.GetProperty("log_ratio_mean").GetDouble(), 1e-12);
        crops.Average(c => c.Mirror ? 1.0 : 0).Should().BeApproximately(golden.GetProperty("flip_rate").GetDouble(), 1e-12);
    }

    [Fact]
    public void Draw_AnyImage_LiesInsideIt() => Gen.Select(Gen.Int[1, 2000], Gen.Int[1, 2000], Gen.ULong).Sample((width, height, seed) =>
        new Rectangle(0, 0, width, height).Contains(Draw(new TorchRandom(seed), width, height).Area));

    [Fact]
    public void Draw_LargeImage_KeepsScaleAndRatio() => Gen.ULong.Sample(seed =>
    {
        var area = Draw(new TorchRandom(seed), 1000, 900).Area;
        var ratio = area.Width / (double)area.Height;
        var scale = area.Width * area.Height / 900_000.0;

        // Sides are rounded to whole pixels: at most half of one in 220 or more.
        return ratio is > 0.745 and < 1.338 && scale is > 0.079 and <= 1;
    });

    [Theory]
    [InlineData(900, 9, 444, 0, 12, 9)]
    [InlineData(6, 640, 0, 316, 6, 8)]
    public void Draw_NothingFits_TakesTheCentre(int width, int height, int left, int top, int w, int h) =>
        Draw(new TorchRandom(1), width, height).Area.Should().Be(new Rectangle(left, top, w, h));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Draw_CertainFlip_IsCertain(double probability, bool expected) => Gen.ULong.Sample(seed =>
        RandomResizedCrop.Draw(new TorchRandom(seed), 50, 50, 0.08, 1, probability).Mirror == expected);

    private static RandomResizedCrop Draw(TorchRandom random, int width, int height) =>
        RandomResizedCrop.Draw(random, width, height, 0.08, 1, 0.5);
}

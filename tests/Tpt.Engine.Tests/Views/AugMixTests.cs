using System.Text.Json;
using CsCheck;
using Tpt.Engine.Imaging;
using Tpt.Engine.Tests.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public class AugMixTests
{
    public static TheoryData<int> Operations { get; } = Indices("augmix_ops");

    public static TheoryData<int> Mixes { get; } = Indices("augmix_full");

    [Theory]
    [MemberData(nameof(Operations))]
    public void Apply_GoldenOperation_EqualsPillowBitForBit(int index)
    {
        var golden = PreprocGoldens.Index.GetProperty("augmix_ops")[index];
        var planes = PreprocGoldens.LoadPlanes("augmix/source.png");

        Step(golden).Apply(planes, new byte[planes.Length], PreprocGoldens.Size);

        planes.AsSpan().SequenceEqual(PreprocGoldens.LoadPlanes(PreprocGoldens.String(golden, "output"))).Should().BeTrue("{0} is a golden", golden);
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Mix_GoldenDraws_EqualsTheReferenceBitForBit(int index)
    {
        var golden = PreprocGoldens.Index.GetProperty("augmix_full")[index];
        var crop = PreprocGoldens.CropPlanes(
            PreprocGoldens.String(golden, "input"), golden.GetProperty("crop"), golden.GetProperty("hflip").GetBoolean());
        var draw = new AugMixDraw(
            [.. golden.GetProperty("chains").EnumerateArray().Select(chain => chain.EnumerateArray().Select(Step).ToArray())],
            [.. golden.GetProperty("w").EnumerateArray().Select(w => w.GetSingle())],
            golden.GetProperty("m").GetSingle());
        var view = new float[crop.Length];

        AugMixer.Mix(crop, PreprocGoldens.Size, draw, new NormalizationTable(new ImagePreprocessing()), view);

        PreprocGoldens.Grid(view, first: 2, step: 4).Should().Equal(PreprocGoldens.Samples("augmix_full." + index));
    }

    [Fact]
    public void Sample_AnySeed_DrawsWhatTheReferenceCanDraw() => Gen.Select(Gen.ULong, Gen.Int[1, 10]).Sample((seed, severity) =>
    {
        var draw = AugMixDraw.Sample(new TorchRandom(seed), severity);

        draw.Weights.Sum().Should().BeApproximately(1, 1e-6f);
        draw.Weights.Should().OnlyContain(w => w >= 0);
        draw.Original.Should().BeInRange(0, 1);
        draw.Chains.Should().HaveCount(3).And.OnlyContain(chain => chain.Count >= 1 && chain.Count <= 3);
        draw.Chains.SelectMany(chain => chain).Should().OnlyContain(step =>
            Enum.IsDefined(step.Operation) && step.Level >= 0.1f && step.Level <= severity && (step.Sign == 1 || step.Sign == -1));
    });

    [Fact]
    public void Sample_ManyDraws_HasTheMeansOfTheReferencesDistributions()
    {
        var random = new TorchRandom(3);
        var draws = Enumerable.Range(0, 20_000).Select(_ => AugMixDraw.Sample(random, severity: 1)).ToArray();

        // Dirichlet(1, 1, 1): mean 1/3, variance 1/18. Beta(1, 1): 1/2. Length of a chain: 2. Operation: 4. Five standard errors.
        draws.Average(d => d.Weights[0]).Should().BeApproximately(1 / 3f, 0.0084f);
        draws.Average(d => Math.Pow(d.Weights[1] - (1 / 3.0), 2)).Should().BeApproximately(1 / 18.0, 0.0025);
        draws.Average(d => d.Original).Should().BeApproximately(0.5f, 0.0103f);
        draws.Average(d => d.Chains[0].Count).Should().BeApproximately(2, 0.029);
        draws.Average(d => (int)d.Chains[2][0].Operation).Should().BeApproximately(4, 0.092);
        draws.Average(d => d.Chains[1][0].Level).Should().BeApproximately(0.55, 0.0092);
        draws.Average(d => d.Chains[1][0].Sign).Should().BeApproximately(0, 0.036);
    }

    [Fact]
    public void Mix_OriginalOnly_IsTheNormalisedCrop()
    {
        const int Size = 16;
        var crop = new byte[3 * Size * Size];
        new Random(1).NextBytes(crop);
        var draw = AugMixDraw.Sample(new TorchRandom(9), severity: 1) with { Original = 1 };
        var preprocessing = new ImagePreprocessing();
        var view = new float[crop.Length];

        AugMixer.Mix(crop, Size, draw, new NormalizationTable(preprocessing), view);

        view.Should().Equal(PreprocGoldens.Normalize(crop, preprocessing));
    }

    [Theory]
    [InlineData(nameof(AugMixOperation.Autocontrast))]
    [InlineData(nameof(AugMixOperation.Equalize))]
    public void Apply_HistogramOperationOnOneColour_KeepsIt(string operation)
    {
        byte[] planes = [.. Enumerable.Repeat((byte)77, 3 * 8 * 8)];

        new AugMixStep(Enum.Parse<AugMixOperation>(operation), 1, 1).Apply(planes, new byte[planes.Length], 8);

        planes.Should().OnlyContain(v => v == 77);
    }

    private static AugMixStep Step(JsonElement golden) => new(
        Enum.Parse<AugMixOperation>(PreprocGoldens.String(golden, "op").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Number(golden, "sampled_level") ?? 0,
        (int)(Number(golden, "sign") ?? 1));

    private static double? Number(JsonElement golden, string key) =>
        golden.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static TheoryData<int> Indices(string key) => [.. Enumerable.Range(0, PreprocGoldens.Index.GetProperty(key).GetArrayLength())];
}

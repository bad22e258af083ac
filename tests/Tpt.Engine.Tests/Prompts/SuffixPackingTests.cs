using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>
/// Suffixes padded to one length, as a GPU takes them, against those packed by length, as a CPU does. It is the same prompt whatever stands behind
/// its end.
/// </summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class SuffixPackingTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names =
        ["ant", "red apple", "hot dog", "bowl with spoon", "leaf fluttering in wind", "baby_chick", "T-Rex", "beer", "1st place medal", "dragon face"];

    private readonly ClipModel _model = fixture.Model;

    [Theory]
    [InlineData(DeviceType.CPU, "ByLength")]
    [InlineData(DeviceType.CUDA, "Padded")]
    public void For_Device_TakesTheOneThatItIsQuickerWith(DeviceType device, string expected) => SuffixPackings.For(device).ToString().Should().Be(expected);

    [Theory]
    [MemberData(nameof(PromptEncoderTests.Layouts), MemberType = typeof(PromptEncoderTests))]
    public void Encode_Padded_EqualsPackedByLength(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        using var packed = Classes(position, splitIndex, chunkSize, SuffixPacking.ByLength);
        using var padded = Classes(position, splitIndex, chunkSize, SuffixPacking.Padded);
        Tensor[] contexts = [packed.InitialContext, Moved(packed.InitialContext)];

        using var noGrad = no_grad();
        foreach (var context in contexts)
        {
            Difference(Features(padded, context), Features(packed, context)).Should().BeLessThan(1e-5f, "only the order of sums differs");
        }
        using PromptEncoder together = new(padded), alone = new(packed);
        var views = ClipViews(1);
        var both = together.EncodeTogether(contexts, [views, views]);
        both.Zip(contexts, (features, context) => Difference(features, alone.Encode(context))).Should().OnlyContain(difference => difference < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(PromptEncoderTests.Layouts), MemberType = typeof(PromptEncoderTests))]
    public void Gradient_Padded_EqualsPackedByLength(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        using var packed = Classes(position, splitIndex, chunkSize, SuffixPacking.ByLength);
        using var padded = Classes(position, splitIndex, chunkSize, SuffixPacking.Padded);
        var views = ClipViews(6);
        Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(views.TimesTransposed(classFeatures));

        var expected = Gradient(packed, Loss);
        var actual = Gradient(padded, Loss);

        ((actual - expected).norm() / expected.norm()).item<float>().Should().BeLessThan(1e-4f, "only the order of sums differs");
    }

    /// <summary>What a GPU's time goes by: attention is launched once a layer, not once for each of the lengths.</summary>
    [Fact]
    public void Chunks_Padded_AreOneBlockHoweverManyLengthsThereAre()
    {
        using var packed = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.ByLength);
        using var padded = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.Padded);

        packed.Chunks.Single().Blocks.Count.Should().BeGreaterThanOrEqualTo(4);
        var block = padded.Chunks.Single().Blocks.Single();
        (block.Suffixes, block.Length).Should().Be((_names.Length, packed.Chunks.Single().Blocks.Max(one => one.Length)));
        using var scope = NewDisposeScope();
        var context = padded.InitialContext;
        padded.Chunks[0].Repeat([context, context, context]).Blocks.Should().ContainSingle().Which.Should().Match<Tpt.Engine.Modules.SuffixBlock>(one => one.PrefixCount == 3 && one.Suffixes == 3 * _names.Length);
    }

    /// <summary>
    /// The tensors that .NET asks libtorch for, of which most are a launch on a GPU and the rest are views of others. libtorch's own counts of operators
    /// are not to be had by TorchSharp, nor are those of the way back, which follow the way there.
    /// </summary>
    [Fact]
    public void Encode_Padded_AsksForAsMuchHoweverManyLengthsThereAre()
    {
        const int PerBlock = 8;
        using var scope = NewDisposeScope();
        using var padded = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.Padded);
        using var paddedOfOne = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.Padded, names: ["red apple", "hot dog"]);
        using var packed = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.ByLength);
        var lengths = packed.Chunks[0].Blocks.Count;

        var counts = (Padded: Count(padded), PaddedOfOne: Count(paddedOfOne), Packed: Count(packed));

        counts.PaddedOfOne.Should().Be(counts.Padded, "one length takes as much as {0}", lengths);
        (counts.Packed - counts.Padded).Should().BeGreaterThan((lengths - 1) * _model.Network.Text.LayerCount * PerBlock, "each length has an attention of its own in each layer");

        static long Count(ClassPrompts classes)
        {
            var before = DisposeScopeManager.Statistics.CreatedInScopeCount;
            Features(classes, classes.InitialContext);
            return DisposeScopeManager.Statistics.CreatedInScopeCount - before;
        }
    }

    /// <summary>Contexts that share their passes take one more tensor here and there, and not as much again.</summary>
    [Fact]
    public void EncodeTogether_Padded_AsksForLittleMoreForMoreContexts()
    {
        using var scope = NewDisposeScope();
        using var classes = Classes(ClassTokenPosition.End, 0, 128, SuffixPacking.Padded);

        var (one, eight) = (Count(1), Count(8));

        (eight - one).Should().BeLessThan(one, "8 contexts by themselves take 7 times as much again");

        long Count(int contexts)
        {
            using var noGrad = no_grad();
            var before = DisposeScopeManager.Statistics.CreatedInScopeCount;
            classes.Forward.EncodeTogether([.. Enumerable.Repeat(classes.InitialContext, contexts)], classes.Chunks);
            return DisposeScopeManager.Statistics.CreatedInScopeCount - before;
        }
    }

    private static Tensor Features(ClassPrompts classes, Tensor context)
    {
        using var encoder = new PromptEncoder(classes);
        return encoder.Encode(context);
    }

    private static Tensor Gradient(ClassPrompts classes, Func<Tensor, Tensor> loss)
    {
        using var encoder = new PromptEncoder(classes);
        return encoder.Gradients(Moved(classes.InitialContext), [loss])[0].Gradient;
    }

    private ClassPrompts Classes(ClassTokenPosition position, int splitIndex, int chunkSize, SuffixPacking packing, string[]? names = null)
    {
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(_model.Tokenizer, template, [.. (names ?? _names).Select(name => new ClassPromptSet(name))], _model.ContextLength);
        return new ClassPrompts(_model.Network, prompts, new PromptLayout(4, position, splitIndex), null, chunkSize, packing: packing);
    }

    private static Tensor Moved(Tensor context)
    {
        using var generator = new Generator(1, CPU);
        return context + randn(context.shape, generator: generator, device: CPU).Times(0.01);
    }

    private Tensor ClipViews(int count)
    {
        using var generator = new Generator(2, CPU);
        var views = randn([count, _model.EmbeddingDimension], generator: generator, device: CPU);
        return views / views.norm(-1, keepdim: true) * 100;
    }

    private static float Difference(Tensor actual, Tensor expected) => (actual - expected).abs().max().item<float>();
}

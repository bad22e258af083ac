using TorchSharp;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FlatPrompt;

[Collection(BuiltInModelCollection.Name)]
public sealed class NoisyPromptsTests(BuiltInModelFixture fixture)
{
    private const ulong Seed = 9;

    private static readonly ClassPromptSet[] _classes = [new("dog", ["dog", "puppy"]), new("hot dog"), new("red apple"), new("leaf fluttering in wind")];

    /// <summary>Every prompt whole, with its noise drawn in the same order: the context, the start-of-text token, and the suffixes one behind the other.</summary>
    [Theory]
    [InlineData(ClassTokenPosition.End)]
    [InlineData(ClassTokenPosition.Middle)]
    [InlineData(ClassTokenPosition.Front)]
    public void MeanFeatures_OfTwoCopies_EqualsThePlainComputation(ClassTokenPosition position)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classes = Prepare(position);
        using var generator = new Generator(Seed, CPU);

        var features = new NoisyPrompts(classes, generator).MeanFeatures(classes.InitialContext, copies: 2);

        using var same = new Generator(Seed, CPU);
        var plain = (PlainFeatures(classes, same) + PlainFeatures(classes, same)) / 2;
        (features - plain).abs().max().item<float>().Should().BeLessThan(1e-5f, "only the order of sums differs");
        (features - classes.InitialFeatures).abs().max().item<float>().Should().BeGreaterThan(0.01f);
    }

    [Theory]
    [InlineData(ClassTokenPosition.End)]
    [InlineData(ClassTokenPosition.Middle)]
    [InlineData(ClassTokenPosition.Front)]
    public void WithNoise_OfManyTokens_HasThePublishedDeviationAndLeavesTheContextAlone(ClassTokenPosition position)
    {
        using var scope = NewDisposeScope();
        using var classes = Prepare(position);
        using var generator = new Generator(Seed, CPU);
        var chunk = classes.Chunks.Single();

        var noise = new NoisyPrompts(classes, generator).WithNoise(chunk).Embedded - chunk.Embedded;

        var isToken = chunk.ContextSlots is { } slots ? slots == classes.InitialContext.shape[0] : ones(chunk.Embedded.shape[0], dtype: ScalarType.Bool);
        var onTokens = noise[isToken].flatten();
        onTokens.numel().Should().BeGreaterThan(2000);
        onTokens.std().item<float>().Should().BeApproximately(0.1414f, 0.1414f * 0.05f);
        onTokens.mean().item<float>().Should().BeApproximately(0, 0.01f);
        noise[isToken.logical_not()].count_nonzero().item<long>().Should().Be(0);
        isToken.all().item<bool>().Should().Be(position == ClassTokenPosition.End);
    }

    [Fact]
    public void MeanFeatures_TwiceFromOneGenerator_DrawsAnew()
    {
        using var scope = NewDisposeScope();
        using var classes = Prepare(ClassTokenPosition.End);
        using var generator = new Generator(Seed, CPU);
        var noisy = new NoisyPrompts(classes, generator);

        var (first, second) = (noisy.MeanFeatures(classes.InitialContext, 1), noisy.MeanFeatures(classes.InitialContext, 1));

        (first - second).abs().max().item<float>().Should().BeGreaterThan(1e-3f);
    }

    private ClassPrompts Prepare(ClassTokenPosition position)
    {
        using var generator = new Generator(3, CPU);
        using var context = randn([4, fixture.Model.Text.Width], generator: generator) * 0.1;
        return PromptPreparation.PrepareAt(fixture.Model.Text, _classes, new PromptOptions { Template = "a picture of a {0}.", ClassTokenPosition = position }, context);
    }

    /// <summary>The class features of one copy, <c>[classes, embedding]</c>: whole sequences of embeddings, each with its noise, through the tower one by one.</summary>
    private Tensor PlainFeatures(ClassPrompts classes, Generator generator)
    {
        var network = fixture.Model.Network;
        var embeddings = network.Text.Embeddings;
        Tensor Noise(double deviation, params long[] shape) => randn(shape, generator: generator) * deviation;
        var width = classes.InitialContext.shape[1];
        var context = classes.InitialContext + Noise(0.0707, 4, width);
        var start = classes.Forward.StartOfText + Noise(0.1414, 1, width);
        var chunk = classes.Chunks.Single();
        var prefix = cat([start, context[..classes.SharedContextLength]], 0);
        prefix = prefix + embeddings.Positions(0, prefix.shape[0]);
        var suffixes = chunk.Embedded + Noise(0.1414, chunk.Embedded.shape);
        if (chunk.ContextSlots is { } slots)
        {
            for (var token = 0; token < suffixes.shape[0]; token++)
            {
                var slot = slots[token].item<long>();
                if (slot < 4)
                {
                    suffixes[token] = chunk.Embedded[token] + context[slot];
                }
            }
        }
        var parts = new List<Tensor>();
        long from = 0;
        foreach (var end in chunk.Ends.data<long>().ToArray())
        {
            var whole = cat([prefix, suffixes[(int)from..(int)(end + 1)]], 0).unsqueeze(0);
            parts.Add(network.ProjectText(network.Text.forward(whole, tensor([whole.shape[1] - 1]))));
            from = end + 1;
        }
        return classes.Pooling.Pool(ClassPrompts.InOrder(null, cat(parts, 0), classes.Chunks));
    }
}

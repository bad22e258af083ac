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

    /// <summary>Every prompt whole, with its noise drawn in the same order: the contexts of both copies, their start-of-text tokens, and their suffixes one behind the other.</summary>
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
        var plain = PlainFeatures(classes, same);
        (features - plain).abs().max().item<float>().Should().BeLessThan(1e-5f, "only the order of sums differs");
        (features - classes.InitialFeatures).abs().max().item<float>().Should().BeGreaterThan(0.01f);
    }

    [Theory]
    [InlineData(ClassTokenPosition.End)]
    [InlineData(ClassTokenPosition.Middle)]
    [InlineData(ClassTokenPosition.Front)]
    public void WithContext_NoiseOnManyTokens_HasItsDeviationAndLeavesTheContextAlone(ClassTokenPosition position)
    {
        using var scope = NewDisposeScope();
        using var classes = Prepare(position);
        using var generator = new Generator(Seed, CPU);
        var chunk = classes.Chunks.Single();

        var noise = chunk.WithContext(classes.InitialContext, new TokenNoise(0.1414, generator)) - chunk.WithContext(classes.InitialContext);

        var isToken = chunk.Context is { } context ? context.IsToken == 1 : ones(chunk.Embedded.shape[0], dtype: ScalarType.Bool);
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

    /// <summary>The mean class features of two copies, <c>[classes, embedding]</c>: whole sequences of embeddings, each with its noise, through the tower one by one.</summary>
    private Tensor PlainFeatures(ClassPrompts classes, Generator generator)
    {
        var network = fixture.Model.Network;
        var embeddings = network.Text.Embeddings;
        Tensor Noise(double deviation, params long[] shape) => randn(shape, generator: generator) * deviation;
        var width = classes.InitialContext.shape[1];
        var chunk = classes.Chunks.Single();
        Tensor[] contexts = [.. Twice(() => classes.InitialContext + Noise(0.0707, 4, width))];
        Tensor[] starts = [.. Twice(() => embeddings.Tokens(tensor([(long)fixture.Model.Tokenizer.StartOfText!])) + Noise(0.1414, 1, width))];
        Tensor[] noises = [.. Twice(() => Noise(0.1414, chunk.Embedded.shape))];
        var copies = Enumerable.Range(0, 2).Select(copy =>
        {
            var prefix = cat([starts[copy], contexts[copy][..(int)classes.SharedContextLength]], 0);
            prefix = prefix + embeddings.Positions(0, prefix.shape[0]);
            Tensor[] tokens = [.. Enumerable.Range(0, (int)chunk.Embedded.shape[0]).Select(token => SlotOf(chunk, token) is { } slot
                ? chunk.Embedded[token] + contexts[copy][slot]
                : chunk.Embedded[token] + noises[copy][token])];
            var parts = new List<Tensor>();
            var from = 0;
            foreach (var end in chunk.Ends.data<long>().ToArray())
            {
                var whole = cat([prefix, stack(tokens[from..((int)end + 1)])], 0).unsqueeze(0);
                parts.Add(network.ProjectText(network.Text.forward(whole, tensor([whole.shape[1] - 1]))));
                from = (int)end + 1;
            }
            return classes.Pooling.Pool(ClassPrompts.InOrder(null, cat(parts, 0), classes.Chunks));
        }).ToArray();
        return (copies[0] + copies[1]) / 2;

        static IEnumerable<Tensor> Twice(Func<Tensor> draw) => [draw(), draw()];
    }

    /// <summary>Which of the four context vectors stands at a token; null for none.</summary>
    private static int? SlotOf(PromptChunk chunk, int token)
    {
        if (chunk.Context is not { } context || Array.IndexOf(context.Rows.data<long>().ToArray(), token) is not (>= 0 and var place))
        {
            return null;
        }
        return (int)(context.First + (place % (4 - context.First)));
    }
}

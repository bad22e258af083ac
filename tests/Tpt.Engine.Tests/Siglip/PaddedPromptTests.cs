using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Siglip;

/// <summary>Prompts of a text tower that reads whole texts: against every position computed with basic operations, in one graph.</summary>
public sealed class PaddedPromptTests : IDisposable
{
    private const int ContextLength = 16;

    private static readonly ClassPromptSet[] _classes =
        [new("ant"), new("red apple"), new("dog", ["dog", "a brown poodle", "puppy"]), new("leaf fluttering in wind"), new("hippopotamus"), new("baby_chick")];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ClipNetwork _network = TinySiglip.Network();
    private readonly WordTokenizer _tokenizer = new(TinySiglip.Config.Text.VocabSize);

    public static TheoryData<ClassTokenPosition, int> Layouts => new()
    {
        { ClassTokenPosition.End, 1 },
        { ClassTokenPosition.End, 3 },
        { ClassTokenPosition.End, 100 },
        { ClassTokenPosition.Middle, 3 },
        { ClassTokenPosition.Front, 100 },
    };

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Encode_WholePrompts_EqualsThePlainComputation(ClassTokenPosition position, int chunkSize)
    {
        var (prompts, layout) = Prompts(position);
        using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize);
        using var encoder = new PromptEncoder(classes);
        var context = Moved(classes.InitialContext);

        using var noGrad = no_grad();
        Difference(encoder.Encode(context), PlainFeatures(prompts, layout, context)).Should().BeLessThan(1e-5f, "only the order of sums differs");
        Difference(classes.InitialFeatures, PlainFeatures(prompts, layout, classes.InitialContext)).Should().BeLessThan(1e-5f);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Gradient_ThroughWholePrompts_EqualsThePlainGraph(ClassTokenPosition position, int chunkSize)
    {
        var (prompts, layout) = Prompts(position);
        using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize);
        using var encoder = new PromptEncoder(classes);
        var views = Views();
        Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(views.to(classFeatures.dtype).matmul(classFeatures.t()));

        foreach (var context in new[] { null, Moved(classes.InitialContext) })
        {
            var (plainLoss, ofClasses) = PlainGradients(prompts, layout, context ?? classes.InitialContext, Loss);
            var (loss, gradient) = encoder.Gradients(context, [Loss])[0];

            loss.item<float>().Should().BeApproximately((float)plainLoss, 1e-5f);
            // A loss of shares pulls the classes against each other: the sum is a fifth of its parts, whose rounding it has.
            var size = ofClasses.Select(ofClass => ofClass.norm().item<double>()).Sum();
            var expected = stack(ofClasses).sum(dim: 0);
            ((gradient - expected).norm().item<double>() / size).Should().BeLessThan(5e-6, "only the order of sums differs");
        }
    }

    [Fact]
    public void PullBack_ChunksOfOneThreeAndAll_GiveOneGradient()
    {
        var (prompts, layout) = Prompts(ClassTokenPosition.End);
        var views = Views();
        var gradients = new[] { 1, 3, prompts.Length }.Select(chunkSize =>
        {
            using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize);
            using var encoder = new PromptEncoder(classes);
            classes.Chunks.Should().HaveCount((prompts.Length + chunkSize - 1) / chunkSize);
            return encoder.Gradients(Moved(classes.InitialContext), [features => MarginalEntropy.Of(views.matmul(features.t()))])[0].Gradient;
        }).ToArray();

        gradients[0].norm().item<float>().Should().BeGreaterThan(0.01f);
        gradients.Skip(1).Select(gradient => ((gradient - gradients[0]).norm() / gradients[0].norm()).item<float>()).Should().OnlyContain(relative => relative < 1e-5f);
    }

    [Fact]
    public void EncodeTogether_SeveralContexts_GivesEachItsOwnFeatures()
    {
        var (prompts, layout) = Prompts(ClassTokenPosition.Middle);
        using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize: 3);
        using var encoder = new PromptEncoder(classes);
        Tensor[] contexts = [classes.InitialContext.clone(), Moved(classes.InitialContext), -classes.InitialContext];

        var together = encoder.EncodeTogether(contexts, contexts);

        for (var i = 0; i < contexts.Length; i++)
        {
            Difference(together[i], encoder.Encode(contexts[i])).Should().BeLessThan(1e-5f, "only the order of sums differs");
        }
        Difference(together[0], together[1]).Should().BeGreaterThan(1e-3f, "the contexts differ");
    }

    [Fact]
    public void Encode_SomeClassesAlone_LeavesTheOthersAsTheyWere()
    {
        var (prompts, layout) = Prompts(ClassTokenPosition.End);
        using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize: 2);
        using var encoder = new PromptEncoder(classes);
        var context = Moved(classes.InitialContext);
        var subset = classes.Select(new HashSet<int> { 0, 2 });

        var (all, some) = (encoder.Encode(context), encoder.Encode(context, subset));

        foreach (var index in Enumerable.Range(0, _classes.Length))
        {
            Difference(some[index], index is 0 or 2 ? all[index] : classes.InitialFeatures[index]).Should().BeLessThan(1e-5f);
        }
    }

    [Fact]
    public void FirstOrder_HalfTheStep_HasAQuarterOfTheError()
    {
        var (prompts, layout) = Prompts(ClassTokenPosition.End);
        using var classes = new ClassPrompts(_network, prompts, layout, null, chunkSize: 4);
        using var exact = new PromptEncoder(classes);
        using var firstOrder = PromptPreparation.CreateFirstOrder(classes, new() { FirstOrderTolerance = 0.1, FirstOrderRank = 8 })!;
        var direction = firstOrder.Jacobian.Basis[0].view(classes.InitialContext.shape);
        double ErrorAt(double step)
        {
            var context = classes.InitialContext + step * direction;
            return (classes.Pooling.Pool(firstOrder.FirstOrder(context)) - exact.Encode(context)).norm().item<float>();
        }

        (ErrorAt(0.2) / ErrorAt(0.1)).Should().BeInRange(3, 5);
    }

    [Fact]
    public void Prepare_InFrontOfTheModel_IsPaddedAndHasNoStart()
    {
        var text = new TextSide(_network, _tokenizer, ContextLength, 64, ChunkSize: 4);
        using var classes = PromptPreparation.Prepare(text, _classes, new PromptOptions { Template = "a photo of a {0}." }, seed: 0);
        var (prompts, layout) = Prompts(ClassTokenPosition.End);

        using var noGrad = no_grad();
        Difference(classes.InitialFeatures, PlainFeatures(prompts, layout, classes.InitialContext)).Should().BeLessThan(1e-5f);
        classes.SharedContextLength.Should().Be(0);
        classes.Chunks.SelectMany(chunk => chunk.Blocks).Select(block => (block.Length, IsMasked: block.Mask is not null)).Should().OnlyContain(block => block.Length == ContextLength && !block.IsMasked);
        using var ensemble = PromptPreparation.EncodeEnsemble(text, _classes, ["a photo of a {0}."]);
        Difference(ensemble, classes.InitialFeatures).Should().BeLessThan(1e-5f, "it is the very prompt");
    }

    [Fact]
    public void Automatic_OfWholePrompts_CountsThePadding()
    {
        var (prompts, layout) = Prompts(ClassTokenPosition.End);
        var suffixes = layout with { IsPadded = false };
        using var large = new ClipTextTransformer(new() { VocabSize = 60, HiddenSize = 768, NumHiddenLayers = 12, MaxPositionEmbeddings = 16 }, 96, LayerFactory.Empty(META, ScalarType.Float32));

        // 16 tokens x 12 layers x 18 vectors of 768 numbers are 10.6 MB of 256 MB.
        ClassChunkSizing.Automatic(large, prompts, layout).Should().Be(24);
        ClassChunkSizing.Automatic(large, prompts, suffixes).Should().BeGreaterThan(24, "a suffix leaves the context out");
    }

    /// <summary>The loss in one graph, and what each class adds to its gradient by the context.</summary>
    private static (double Loss, Tensor[] OfClasses) PlainGradients(PromptTokens[] prompts, PromptLayout layout, Tensor context, Func<Tensor, Tensor> loss)
    {
        var leaf = context.to(ScalarType.Float64).detach().clone().requires_grad_();
        var features = PlainFeatures(prompts, layout, leaf);
        var ofFeatures = features.detach().clone().requires_grad_();
        var value = loss(ofFeatures);
        var byFeatures = autograd.grad([value], [ofFeatures])[0].to(ScalarType.Float64);
        return (value.to(ScalarType.Float64).item<double>(), [.. Enumerable.Range(0, _classes.Length).Select(c => autograd.grad([(features[c] * byFeatures[c]).sum()], [leaf], retain_graph: true)[0])]);
    }

    /// <summary>The formulas over whole sequences, pooled by class.</summary>
    private static Tensor PlainFeatures(PromptTokens[] prompts, PromptLayout layout, Tensor initialContext)
    {
        var context = initialContext.to(ScalarType.Float64);
        var plain = new PlainSiglip(TinySiglip.Weights());
        var text = TinySiglip.Config.Text;
        var embeddings = plain.Embed(tensor(prompts.SelectMany(prompt => prompt.Ids.Select(id => (long)id)).ToArray()).view(prompts.Length, -1));
        var positions = TinySiglip.Weights()["text_model.embeddings.position_embedding.weight"].to(ScalarType.Float64);
        var rows = prompts.Select((prompt, i) =>
        {
            var tokens = embeddings[i] - positions;
            var (name, tail) = (tokens.narrow(0, 4, prompt.NameLength), tokens[(4 + prompt.NameLength)..]);
            return layout.Position switch
            {
                ClassTokenPosition.End => cat([context, name, tail], 0),
                ClassTokenPosition.Middle => cat([context[..layout.SplitIndex], name, context[layout.SplitIndex..], tail], 0),
                _ => cat([name, context, tail], 0),
            };
        });
        var features = plain.Texts(stack(rows) + positions, text.NumHiddenLayers, text.NumAttentionHeads);
        features = features / features.norm(-1, keepdim: true);
        var pooled = stack(prompts.Select((prompt, i) => (prompt.ClassIndex, i)).GroupBy(p => p.ClassIndex, p => features[p.i]).Select(ofClass => stack(ofClass).mean([0])));
        return pooled / pooled.norm(-1, keepdim: true);
    }

    private (PromptTokens[] Prompts, PromptLayout Layout) Prompts(ClassTokenPosition position)
    {
        var text = new PromptTemplate("a photo of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var layout = new PromptLayout(4, position, position == ClassTokenPosition.Middle ? 1 : 0) { StartLength = 0, IsPadded = true };
        var prompts = PromptTokenizer.Tokenize(_tokenizer, text with { Layout = layout }, _classes, ContextLength);
        prompts.Should().OnlyContain(prompt => prompt.Ids.Length == ContextLength);
        return (prompts, layout);
    }

    private static Tensor Moved(Tensor context) => context.Plus(randn(context.shape, generator: new Generator(7)).Times(0.1));

    private static Tensor Views()
    {
        var features = randn([6, 96], generator: new Generator(8));
        return 10 * features / features.norm(-1, true);
    }

    private static float Difference(Tensor actual, Tensor expected) => (actual - expected).abs().max().to(ScalarType.Float32).item<float>();
}

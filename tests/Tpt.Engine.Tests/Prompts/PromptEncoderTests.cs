using TorchSharp;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

[Collection(BuiltInModelCollection.Name)]
public sealed class PromptEncoderTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names =
        ["ant", "red apple", "hot dog", "bowl with spoon", "leaf fluttering in wind", "baby_chick", "T-Rex", "beer", "1st place medal", "dragon face"];

    private readonly ClipModel _model = fixture.Model;

    public static TheoryData<ClassTokenPosition, int, int> Layouts => new()
    {
        { ClassTokenPosition.End, 0, 128 },
        { ClassTokenPosition.End, 0, 3 },
        { ClassTokenPosition.Middle, 2, 128 },
        { ClassTokenPosition.Middle, 1, 2 },
        { ClassTokenPosition.Front, 0, 128 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Encode_WithSharedPrefix_EqualsThePlainComputation(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = Prompts(position, splitIndex);
        using var classes = new ClassPrompts(_model.Network, prompts, layout, null, chunkSize);
        using var encoder = new PromptEncoder(classes);
        var context = Moved(classes.InitialContext);

        using var noGrad = no_grad();
        var plain = PlainPromptEncoder.Encode(_model.Network, prompts, layout, context, _model.ContextLength);

        Difference(encoder.Encode(context), plain).Should().BeLessThan(1e-5f, "only the order of sums differs");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Gradient_WithSharedPrefixAndChunks_EqualsThePlainComputation(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = Prompts(position, splitIndex);
        using var classes = new ClassPrompts(_model.Network, prompts, layout, null, chunkSize);
        using var encoder = new PromptEncoder(classes);
        var views = ClipViews(6);
        Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(views.matmul(classFeatures.t()));

        var leaf = Moved(classes.InitialContext).requires_grad_();
        var plainLoss = Loss(PlainPromptEncoder.Encode(_model.Network, prompts, layout, leaf, _model.ContextLength));
        var plain = autograd.grad([plainLoss], [leaf])[0];
        var (loss, gradient) = encoder.Gradients(leaf.detach(), [Loss])[0];

        loss.item<float>().Should().BeApproximately(plainLoss.item<float>(), 1e-5f);
        var relative = ((gradient - plain).norm() / plain.norm()).item<float>();
        relative.Should().BeLessThan(1e-4f, "only the order of sums differs");
    }

    [Fact]
    public void Gradient_AtTheInitialContext_UsesTheCachedFeatures()
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = Prompts(ClassTokenPosition.End, 0);
        using var classes = new ClassPrompts(_model.Network, prompts, layout, null, 128);
        using var encoder = new PromptEncoder(classes);
        var views = ClipViews(6);
        Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(views.matmul(classFeatures.t()));

        var (cachedLoss, cached) = encoder.Gradients(null, [Loss])[0];
        var (loss, gradient) = encoder.Gradients(classes.InitialContext.clone(), [Loss])[0];

        cachedLoss.item<float>().Should().Be(loss.item<float>());
        Difference(cached, gradient).Should().Be(0);
    }

    [Fact]
    public void Gradients_OfSeveralLosses_HaveTheBitsThatEachHasAlone()
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = Prompts(ClassTokenPosition.Middle, 2);
        using var classes = new ClassPrompts(_model.Network, prompts, layout, null, chunkSize: 4);
        using var encoder = new PromptEncoder(classes);
        var views = ClipViews(6);
        Func<Tensor, Tensor>[] losses = [.. Enumerable.Range(1, 3).Select<int, Func<Tensor, Tensor>>(
            count => features => MarginalEntropy.Of(views[..(2 * count)].matmul(features.t())))];

        var together = encoder.Gradients(null, losses);

        for (var i = 0; i < losses.Length; i++)
        {
            var (loss, gradient) = encoder.Gradients(null, [losses[i]])[0];
            together[i].Loss.item<float>().Should().Be(loss.item<float>());
            Difference(together[i].Gradient, gradient).Should().Be(0);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void EncodeTogether_SeveralContexts_GivesEachItsOwnFeatures(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = Prompts(position, splitIndex);
        using var classes = new ClassPrompts(_model.Network, prompts, layout, null, chunkSize);
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
    public void Encode_ClassWithSeveralNames_IsTheirNormalisedMean()
    {
        using var scope = NewDisposeScope();
        ClassPromptSet[] classes = [new("dog", ["dog", "poodle", "puppy"]), new("cat")];
        var layout = new PromptLayout(4, ClassTokenPosition.End, 0);
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        using var pooled = new ClassPrompts(_model.Network, PromptTokenizer.Tokenize(_model.Tokenizer, template, classes, _model.ContextLength), layout, null, 128);
        ClassPromptSet[] single = [new("dog"), new("poodle"), new("puppy"), new("cat")];
        using var separate = new ClassPrompts(_model.Network, PromptTokenizer.Tokenize(_model.Tokenizer, template, single, _model.ContextLength), layout, null, 128);

        var dog = separate.InitialFeatures[..3].mean([0]);
        var expected = stack([dog / dog.norm(), separate.InitialFeatures[3]]);

        Difference(pooled.InitialFeatures, expected).Should().BeLessThan(1e-6f);
    }

    private (PromptTokens[] Prompts, PromptLayout Layout) Prompts(ClassTokenPosition position, int splitIndex)
    {
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(_model.Tokenizer, template, [.. _names.Select(n => new ClassPromptSet(n))], _model.ContextLength);
        prompts.Select(p => p.Ids.Length).Distinct().Should().HaveCountGreaterThan(2, "the names must have several lengths");
        return (prompts, new PromptLayout(4, position, splitIndex));
    }

    /// <summary>A context away from the initial one, so that nothing cached can stand in.</summary>
    private static Tensor Moved(Tensor context)
    {
        using var generator = new Generator(7);
        return context + 0.01 * randn(context.shape, generator: generator);
    }

    private Tensor ClipViews(int count)
    {
        using var generator = new Generator(8);
        var features = randn([count, _model.EmbeddingDimension], generator: generator);
        return 100 * features / features.norm(-1, true);
    }

    private static float Difference(Tensor actual, Tensor expected) => (actual - expected).abs().max().item<float>();
}

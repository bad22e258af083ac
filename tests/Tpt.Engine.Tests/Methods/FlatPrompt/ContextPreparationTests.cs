using TorchSharp;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FlatPrompt;

/// <summary>The steps that prepare a context, on the built-in model.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ContextPreparationTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "carrot"];

    /// <summary>
    /// The whole preparation a second time: plain prompts in one graph, the published loss in 64 bits, and AdamW by its formulas. The
    /// noise is drawn in the same order.
    /// </summary>
    [Fact]
    public void Run_FourSteps_HasTheLossesAndGradientsOfASecondImplementation()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var steps = new List<(float Loss, Tensor Gradient, Tensor Context)>();
        var options = new FlatPromptOptions { PreparationSteps = 4 };

        new ContextPreparation(prepared.Preparation, options) { Observer = step => steps.Add((step.Loss, step.Gradient.clone().DetachFromDisposeScope(), step.Context.clone().DetachFromDisposeScope())) }.Run();

        var text = fixture.Model.Text;
        var prompt = new PromptTemplate("a picture of a {0}.", "template").WithContextOfVectors(ClassTokenPosition.End, 4).For(text);
        var tokens = PromptTokenizer.Tokenize(text.Tokenizer, prompt, [.. _names.Select(name => new ClassPromptSet(name))], text.ContextLength);
        using var generator = new Generator(1, CPU);
        var context = randn([4, text.Width], generator: generator) * 0.141421;
        using var classes = PromptPreparation.PrepareAt(text, prepared.Preparation.Classes, prepared.Preparation.Prompt, context);
        var noisy = new NoisyPrompts(classes, generator);
        var target = prepared.Classes.InitialFeatures.to(ScalarType.Float64);
        var (mean, square) = (zeros(context.shape, dtype: ScalarType.Float64), zeros(context.shape, dtype: ScalarType.Float64));
        for (var step = 1; step <= 4; step++)
        {
            var neighbours = noisy.MeanFeatures(context, copies: 4).to(ScalarType.Float64);
            var leaf = context.detach().requires_grad_();
            var features = PlainPromptEncoder.Encode(fixture.Model.Network, tokens, prompt.Layout, leaf, text.ContextLength).to(ScalarType.Float64);
            var loss = (nn.functional.mse_loss(features, target) * features.shape[1]) - (4 * (features * neighbours).sum(1).mean());
            loss.backward();

            steps[step - 1].Loss.Should().BeApproximately((float)loss.item<double>(), 1e-5f, "five classes have the weight 4");
            ((steps[step - 1].Gradient - leaf.grad!).norm() / leaf.grad!.norm()).item<float>().Should().BeLessThan(1e-4f, "only the order of sums differs");

            // The step itself from the very gradient: where it is near 0, rounding decides the direction.
            var gradient = steps[step - 1].Gradient.to(ScalarType.Float64);
            var rate = 1e-4 + (0.0099 * (1 + Math.Cos(Math.PI * (step - 1) / 4)) / 2);
            mean = (0.9 * mean) + (0.1 * gradient);
            square = (0.999 * square) + (0.001 * gradient * gradient);
            var next = (context.to(ScalarType.Float64) * (1 - (rate * 0.01)))
                - (rate * (mean / (1 - Math.Pow(0.9, step))) / ((square / (1 - Math.Pow(0.999, step))).sqrt() + 1e-8));
            (steps[step - 1].Context - next).abs().max().item<double>().Should().BeLessThan(1e-6);
            context = steps[step - 1].Context;
        }
        steps.ForEach(step => { step.Gradient.Dispose(); step.Context.Dispose(); });
    }

    /// <summary>The two aims of the loss, each where it has the weight: near the words with none for noise, and steady under noise with the published one.</summary>
    [Fact]
    public void Run_TwoHundredSteps_ReachesWhatHasTheWeight()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var losses = new List<float>();

        var context = new ContextPreparation(prepared.Preparation, new FlatPromptOptions { PreparationSteps = 200 }) { Observer = step => losses.Add(step.Loss) }.Run();
        var ofWords = new ContextPreparation(prepared.Preparation, new FlatPromptOptions { PreparationSteps = 200, NoiseWeight = 0 }).Run();

        losses.Should().HaveCount(200);
        losses[^20..].Average().Should().BeLessThan(losses[..3].Average() - 0.2f);
        using var initial = new Generator(1, CPU);
        using var drawn = At(randn(context.shape, generator: initial) * 0.141421);
        using var flat = At(context);
        using var near = At(ofWords);
        var words = prepared.Classes.InitialFeatures;
        Cosine(near.InitialFeatures, words).Should().BeGreaterThan(Cosine(drawn.InitialFeatures, words) + 0.05f).And.BeGreaterThan(Cosine(flat.InitialFeatures, words));
        Agreement(flat).Should().BeGreaterThan(Agreement(drawn) + 0.03f).And.BeGreaterThan(Agreement(near));

        static float Agreement(ClassPrompts classes)
        {
            using var generator = new Generator(77, CPU);
            return Cosine(classes.InitialFeatures, new NoisyPrompts(classes, generator).MeanFeatures(classes.InitialContext, 64));
        }

        ClassPrompts At(Tensor vectors) => PromptPreparation.PrepareAt(fixture.Model.Text, prepared.Preparation.Classes, prepared.Preparation.Prompt, vectors);
        static float Cosine(Tensor a, Tensor b) => (a * b).sum(-1).mean().item<float>();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(8.0)]
    public void Run_OtherNoiseWeight_IsAnotherContext(double weight)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);

        var standard = new ContextPreparation(prepared.Preparation, new FlatPromptOptions { PreparationSteps = 2 }).Run();
        var four = new ContextPreparation(prepared.Preparation, new FlatPromptOptions { PreparationSteps = 2, NoiseWeight = 4 }).Run();
        var other = new ContextPreparation(prepared.Preparation, new FlatPromptOptions { PreparationSteps = 2, NoiseWeight = weight }).Run();

        four.data<float>().ToArray().Should().Equal(standard.data<float>().ToArray(), "five classes have the weight 1 + 15 / 5");
        other.data<float>().ToArray().Should().NotEqual(standard.data<float>().ToArray());
    }

    [Fact]
    public void Run_TextFeaturesThatAreNoNumbers_IsRefused()
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        using (no_grad())
        {
            model.Network.Text.parameters().Last().mul_(float.NaN);
        }
        FluentActions.Invoking(() => new TptClassifier(model, _names, new TptClassifierOptions { Method = new FlatPromptOptions { PreparationSteps = 2 } }))
            .Should().Throw<ArgumentException>().WithMessage("The model's text tower gives class features that are no numbers*");
    }
}

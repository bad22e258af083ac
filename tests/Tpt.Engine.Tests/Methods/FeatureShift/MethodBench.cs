using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

/// <summary>A method over features that a test makes up: the class features take the place of an ensemble's.</summary>
internal sealed class MethodBench : IDisposable
{
    private readonly ClassPrompts _classes;
    private readonly PromptEncoder _encoder;
    private readonly List<IDisposable> _owned = [];

    public MethodBench(ClipModel model)
    {
        _classes = PromptPreparation.Prepare(model.Text, [new("dog"), new("cat")], new PromptOptions { Template = "a photo of a {0}." }, seed: 0);
        _encoder = new PromptEncoder(_classes);
    }

    /// <summary>The model's factor between cosines and logits.</summary>
    public double Scale => Math.Exp(Math.Log(_classes.LogitScale.item<float>()));

    /// <summary>What the method gave to be disposed of with the class set.</summary>
    public IReadOnlyList<IDisposable> Owned => _owned;

    /// <param name="options">The method.</param>
    /// <param name="views">L2-normalised, <c>[views, embedding]</c>.</param>
    /// <param name="classFeatures">L2-normalised, <c>[classes, embedding]</c>.</param>
    /// <param name="wantsViewLogits">Whether the logits of every view are asked for.</param>
    public Adaptation Adapt(MethodOptions options, Tensor views, Tensor classFeatures, bool wantsViewLogits = false)
    {
        var context = new MethodContext(_encoder, ApproximationOptions.None) { EnsembleFeatures = classFeatures, WantsViewLogits = wantsViewLogits, Own = _owned.Add };
        return options.Create(context).Adapt([new ViewEvidence(views, Logits(views, classFeatures)) { EnsembleLogits = Logits(views, classFeatures)[0] }])[0];
    }

    public Tensor Logits(Tensor views, Tensor classFeatures) => _classes.Logits(views, classFeatures);

    /// <summary>Class features of a planted rank: so many strong directions, and a little noise in all.</summary>
    public static Tensor PlantedClasses(Generator generator, int classes, int embedding, int rank, double noise = 0.02)
    {
        using var scope = NewDisposeScope();
        var structure = randn([classes, rank], generator: generator).mm(randn([rank, embedding], generator: generator));
        return ClipNetwork.Normalize(structure.Over(structure.norm().item<float>() / Math.Sqrt(classes)).Plus(randn([classes, embedding], generator: generator).Times(noise))).MoveToOuterDisposeScope();
    }

    /// <summary>Views of a mixture of two classes each, and noise.</summary>
    public static Tensor MixedViews(Generator generator, Tensor classFeatures, int views)
    {
        using var scope = NewDisposeScope();
        var weights = randn([views, 2], generator: generator).abs();
        var first = classFeatures.narrow(0, 0, 1) * weights.narrow(1, 0, 1);
        var second = classFeatures.narrow(0, 1, 1) * weights.narrow(1, 1, 1);
        return ClipNetwork.Normalize(first.Plus(second).Plus(randn([views, classFeatures.shape[1]], generator: generator).Times(0.2))).MoveToOuterDisposeScope();
    }

    public static double[][] ToRows(Tensor matrix)
        => [.. Enumerable.Range(0, (int)matrix.shape[0]).Select(row => matrix[row].to(ScalarType.Float64).data<double>().ToArray())];

    public void Dispose()
    {
        _owned.ForEach(one => one.Dispose());
        _encoder.Dispose();
        _classes.Dispose();
    }
}

using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>A class set of the built-in model, and views of it that are made of random features: what a method is handed.</summary>
internal sealed class PreparedEvidence : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly IPromptEncoder _encoder;

    public PreparedEvidence(ClipModel model, IReadOnlyList<string> names, ApproximationOptions? approximations = null)
    {
        approximations ??= ApproximationOptions.None;
        Classes = PromptPreparation.Prepare(model.Text, [.. names.Select(name => new ClassPromptSet(name))], new PromptOptions { Template = "a picture of a {0}." }, seed: 0);
        _encoder = (IPromptEncoder?)PromptPreparation.CreateFirstOrder(Classes, approximations) ?? new PromptEncoder(Classes);
        Preparation = new MethodPreparation(model.Text, [.. names.Select(name => new ClassPromptSet(name))], Classes, new PromptOptions { Template = "a picture of a {0}." }, approximations, Seed: 1);
        Context = new MethodContext(_encoder, approximations) { Own = _owned.Add };
    }

    public ClassPrompts Classes { get; }

    public MethodContext Context { get; }

    /// <summary>What a method is prepared with.</summary>
    public MethodPreparation Preparation { get; }

    /// <summary>The method, prepared.</summary>
    public IAdaptationMethod Create(MethodOptions method)
    {
        var state = method.Prepare(Preparation);
        if (state is not null)
        {
            _owned.Add(state);
        }
        return method.Create(Context with { State = state });
    }

    public IPromptEncoder Encoder => _encoder;

    /// <summary>What methods gave away to be disposed of.</summary>
    public IReadOnlyList<IDisposable> Owned => _owned;

    /// <summary>Random features near those of the classes, so that the views disagree and none is certain, in the caller's dispose scope.</summary>
    public ViewEvidence Views(int count, int seed = 1, double noise = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var width = Classes.InitialFeatures.shape[1];
        var near = Classes.InitialFeatures.mean([0], keepdim: true);
        return Views(near + (randn([count, width], generator: generator) * (noise / Math.Sqrt(width)))).MoveToOuter();
    }

    /// <summary>Features of views before they are normalised, <c>[views, embedding]</c>.</summary>
    public ViewEvidence Views(Tensor features)
    {
        var normalised = ClipNetwork.Normalize(features);
        return new ViewEvidence(normalised, Classes.Logits(normalised, Classes.InitialFeatures));
    }

    public void Dispose()
    {
        _owned.ForEach(one => one.Dispose());
        _encoder.Dispose();
        Classes.Dispose();
    }
}

/// <summary>Evidence that outlives the scope it was made in.</summary>
file static class ViewEvidenceExtensions
{
    public static ViewEvidence MoveToOuter(this ViewEvidence evidence)
    {
        evidence.Features.MoveToOuterDisposeScope();
        evidence.Logits.MoveToOuterDisposeScope();
        return evidence;
    }
}

using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods;

/// <summary>What a method is made with: one class set, prepared.</summary>
/// <param name="Prompts">The class features as a function of the context.</param>
/// <param name="Approximations">What may be computed less exactly.</param>
internal sealed record MethodContext(IPromptEncoder Prompts, ApproximationOptions Approximations)
{
    /// <summary>The L2-normalised class features of an ensemble of templates, <c>[classes, embedding]</c>; null where there is none.</summary>
    public Tensor? EnsembleFeatures { get; init; }

    /// <summary>Whether somebody asks for <see cref="Adaptation.ViewLogits"/>.</summary>
    public bool WantsViewLogits { get; init; }

    /// <summary>What <see cref="MethodOptions.Prepare"/> gave for the class set; null for nothing.</summary>
    public MethodState? State { get; init; }

    /// <summary>Takes what the method keeps for the class set, to be disposed of with the class set.</summary>
    public Action<IDisposable> Own { get; init; } = _ => { };

    /// <summary>The classes.</summary>
    public ClassPrompts Classes => Prompts.Classes;

    /// <summary>The class features that views are compared with where nothing is tuned: those of the ensemble where there is one, else of the prompt.</summary>
    public Tensor ClassFeatures => EnsembleFeatures ?? Classes.InitialFeatures;
}

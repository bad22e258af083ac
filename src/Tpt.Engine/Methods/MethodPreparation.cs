using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Methods;

/// <summary>What a method is prepared with: one class set, and the text side of the model.</summary>
/// <param name="Text">The model's text side.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Prompts">Their prompts, at the initial context of the options.</param>
/// <param name="Prompt">The prompt, validated, with the template that is in use.</param>
/// <param name="Approximations">What may be computed less exactly.</param>
/// <param name="Seed">The seed of whatever is drawn.</param>
internal sealed record MethodPreparation(TextSide Text, IReadOnlyList<ClassPromptSet> Classes, ClassPrompts Prompts, PromptOptions Prompt, ApproximationOptions Approximations, int Seed)
{
    /// <summary>What <see cref="MethodState.Save"/> gave for the same classes, options and model; null where it is computed now.</summary>
    public byte[]? Saved { get; init; }

    /// <summary>Is told of so many passes over a chunk of prompts when they are done. Called with 0, it only throws <see cref="OperationCanceledException"/> where nobody wants the result any more.</summary>
    public Action<long> AfterPasses { get; init; } = _ => { };
}

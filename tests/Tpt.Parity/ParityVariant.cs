using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Configuration;
using Tpt.Engine.Prompts;

namespace Tpt.Parity;

/// <summary>A deliberate change of the method, to show that the comparison notices it. Without any it is the product.</summary>
internal sealed record ParityVariant
{
    /// <summary>Changes the architecture that the weights are loaded into.</summary>
    public Func<ClipConfig, ClipConfig>? Config { get; init; }

    /// <summary>Changes each prompt's tokens.</summary>
    public Func<PromptTokens, PromptTokens> Prompt { get; init; } = prompt => prompt;

    /// <summary>Makes the tuning.</summary>
    public Func<TptClassifierOptions, Action<TuningStep>, PromptTuning> Tuning { get; init; } = (options, observer) => new PromptTuning(options, observer);
}

using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Parity;

/// <summary>Where the product runs, and a deliberate change of the method, to show that the comparison notices it. Without any it is the product on the CPU.</summary>
internal sealed record ParityVariant
{
    /// <summary>Where the models are. The goldens come from a CPU, and their tolerances too.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Changes the architecture that the weights are loaded into.</summary>
    public Func<ClipConfig, ClipConfig>? Config { get; init; }

    /// <summary>Changes each prompt's tokens.</summary>
    public Func<PromptTokens, PromptTokens> Prompt { get; init; } = prompt => prompt;

    /// <summary>Makes the method.</summary>
    public Func<IPromptEncoder, PromptTuningOptions, Action<TuningStep>, IAdaptationMethod> Method { get; init; } = (prompts, options, observer) => options.Steps == 0
        ? options.Create(new MethodContext(prompts, ApproximationOptions.None))
        : new PromptTuning(new MethodContext(prompts, ApproximationOptions.None), options) { Observer = observer };
}

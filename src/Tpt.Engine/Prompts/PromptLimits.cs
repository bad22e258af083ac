using Tpt.Engine.Approximations;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Prompts;

/// <summary>What of the options on prompts fits one model and not another, and is held against the model.</summary>
internal static class PromptLimits
{
    /// <summary>One token of the class name, and the end-of-text token.</summary>
    private const int TokensBehindContext = 2;

    /// <exception cref="ArgumentException">So many context vectors leave no room for a class name.</exception>
    public static void CheckContext(int contextTokens, string option, TextSide text)
    {
        var most = text.ContextLength - text.StartLength - TokensBehindContext;
        if (contextTokens > most)
        {
            throw new ArgumentException(
                Invariant($"{option} asks for {contextTokens} context vectors, but the model's text tower reads {text.ContextLength} tokens, so it takes at most {most} beside a class name."), option);
        }
    }

    /// <summary>Holds the memory of the derivative against what the process may have: the probes and the columns, <c>[prompts, embedding, rank]</c> each.</summary>
    /// <param name="options">The rank.</param>
    /// <param name="prompts">The number of prompts.</param>
    /// <param name="embedding">The length of their features.</param>
    /// <param name="contextNumbers">How many numbers the context has.</param>
    /// <exception cref="ArgumentException">The derivative does not fit.</exception>
    public static void CheckDerivative(ApproximationOptions options, long prompts, long embedding, long contextNumbers)
    {
        var rank = Math.Min(options.FirstOrderRank, contextNumbers);
        var bytes = 2L * prompts * embedding * rank * sizeof(float);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw OptionCheck.Unfit(
                "Approximations.FirstOrderRank", Invariant($"Approximations.FirstOrderRank is {options.FirstOrderRank}: with {prompts} prompts its derivative takes {bytes / 1e9:F1} GB, and this process has {available / 1e9:F1} GB. Use a smaller rank, or set FirstOrderTolerance to 0."));
        }
    }
}

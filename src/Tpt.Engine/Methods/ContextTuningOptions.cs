using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Methods;

/// <summary>What the methods have in common that take gradient steps on the context vectors, with AdamW, from the initial context and anew for every image.</summary>
/// <example>
/// <code>
/// ContextTuningOptions method = new RobustPromptTuningOptions { Steps = 2 };
/// Console.WriteLine($"{method.Name} takes {method.Steps} steps of {method.LearningRate}");
/// </code>
/// </example>
public abstract record ContextTuningOptions : MethodOptions
{
    private const int MostSteps = 1000;
    private const double HighestRate = 100;

    private protected ContextTuningOptions()
    {
    }

    /// <summary>The number of optimizer steps on each image. With 0 nothing is tuned, and the method does the rest of what it does. In [0, 1000].</summary>
    /// <value>The default is 1 (Shu et al. 2022, section 4.1; the methods that followed kept it).</value>
    [Within(0, MostSteps, Because = "each step is a pass over all classes, and the paper takes 1")]
    public int Steps { get; set; } = 1;

    /// <summary>The learning rate of AdamW. In (0, 100]: a step moves each number of the context by about as much.</summary>
    /// <value>The default is 5e-3 (Shu et al. 2022, section 4.1; the methods that followed kept it).</value>
    [Within(0, HighestRate, MinIsExclusive = true, Because = "a step moves each number of the context by about as much, and the paper's is 0.005")]
    public double LearningRate { get; set; } = 5e-3;

    /// <summary>The decoupled weight decay of AdamW, applied to the context vectors. In [0, 100], and <c>LearningRate * WeightDecay</c> at most 1.</summary>
    /// <value>The default is 0.01, AdamW's own default, which the references leave in place.</value>
    [Within(0, HighestRate, Because = "AdamW's own is 0.01")]
    public double WeightDecay { get; set; } = 0.01;

    // θ ← (1 - lr λ) θ: beyond 1 the context changes its sign at every step, beyond 2 it grows without bound.
    private protected override void CheckTogether(string path) => OptionCheck.Require(LearningRate * WeightDecay <= 1, path + nameof(WeightDecay), WeightDecay,
        Invariant($"at most {1 / LearningRate} with a LearningRate of {LearningRate}: a step multiplies the context by 1 - LearningRate * WeightDecay, which must not be negative"));
}

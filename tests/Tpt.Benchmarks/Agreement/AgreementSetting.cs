using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Benchmarks.Agreement;

/// <summary>One way to set up the engine.</summary>
/// <param name="Name">How the printed line calls it.</param>
/// <param name="Approximations">What is computed less exactly.</param>
internal sealed record AgreementSetting(string Name, ApproximationOptions Approximations)
{
    /// <summary>What becomes of the views; how they are made is the same in all settings.</summary>
    public MethodOptions Method { get; init; } = new PromptTuningOptions();

    /// <summary>What leaves images to zero-shot; null for nothing.</summary>
    public GateOptions? Gate { get; init; }

    /// <summary>How many prompts go through the text tower together; null for the default.</summary>
    public int? ClassChunkSize { get; init; }

    /// <summary>How many images are adapted to in one call.</summary>
    public int BatchSize { get; init; } = 1;

    public TptClassifierOptions Options => new() { Method = Method, Gate = Gate, Approximations = Approximations };

    /// <summary>What the image tower's features follow from, beside the image.</summary>
    public ApproximationOptions Tower => new()
    {
        Precision = Approximations.Precision,
        PatchDropout = Approximations.PatchDropout,
    };

    /// <summary>How the model is loaded.</summary>
    public (TptPrecision Precision, int? ClassChunkSize) Model => (Approximations.Precision, ClassChunkSize);
}

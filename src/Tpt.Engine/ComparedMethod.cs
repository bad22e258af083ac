using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;

namespace Tpt.Engine;

/// <summary>One of the methods of a <see cref="MethodComparison"/>, with the calibration behind it and the gate in front of it.</summary>
/// <param name="Method">The method.</param>
/// <example>
/// <code>
/// ComparedMethod[] methods =
/// [
///     new PromptTuningOptions(),
///     new(new PromptTuningOptions()) { Calibration = new ConfidenceMatchingOptions(), Gate = new AgreementGateOptions() },
/// ];
/// Console.WriteLine(methods[1]);     // PromptTuning + ConfidenceMatching + AgreementGate
/// </code>
/// </example>
public sealed record ComparedMethod(MethodOptions Method)
{
    /// <summary>What calibrates its scores.</summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public CalibrationOptions? Calibration { get; init; }

    /// <summary>What decides image by image whether it is run.</summary>
    /// <value>The default is <see langword="null"/>: it is run on every image.</value>
    public GateOptions? Gate { get; init; }

    /// <summary>The names of method, calibration and gate.</summary>
    public override string ToString() => string.Join(" + ", new[] { Method?.Name, Calibration?.Name, Gate?.Name }.Where(name => name is not null));

    /// <summary>A method with neither calibration nor gate.</summary>
    /// <param name="method">The method.</param>
    /// <example>
    /// <code>
    /// ComparedMethod method = new PromptTuningOptions { Steps = 2 };
    /// Console.WriteLine(method.Calibration is null);     // True
    /// </code>
    /// </example>
    public static implicit operator ComparedMethod(MethodOptions method) => new(method);

    internal ComparedMethod Copy() => new(Method with { })
    {
        Calibration = Calibration is null ? null : Calibration with { },
        Gate = Gate is null ? null : Gate with { },
    };
}

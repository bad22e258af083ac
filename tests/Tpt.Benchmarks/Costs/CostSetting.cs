using Microsoft.ML;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Benchmarks.Costs;

/// <summary>A way to classify an image that a user chooses between, with the options that choose it.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Method">What turns views into scores.</param>
/// <param name="Approximations">What is computed less exactly.</param>
internal sealed record CostSetting(string Name, Func<MethodOptions> Method, ApproximationOptions Approximations)
{
    public static readonly CostSetting[] All =
    [
        new("zero-shot", () => new ZeroShotOptions(), new ApproximationOptions()),
        new("adapted", () => new PromptTuningOptions(), new ApproximationOptions()),
        new("adapted-16-bit", () => new PromptTuningOptions(), new ApproximationOptions { Precision = TptPrecision.Auto }),
    ];

    /// <exception cref="ArgumentException">There is no such setting.</exception>
    public static CostSetting Of(string name)
        => All.FirstOrDefault(setting => setting.Name == name)
            ?? throw new ArgumentException($"setting is '{name}'; it must be one of {string.Join(", ", All.Select(setting => setting.Name))}.", nameof(name));

    /// <summary>The component's options for a checkpoint and its classes, one row at a time.</summary>
    public TptOptions Options(string checkpoint, IReadOnlyList<string> classNames) => new()
    {
        ClassNames = classNames,
        Method = Method(),
        Approximations = Approximations with { },
        Model = { Path = checkpoint, GpuDeviceId = -1 },
        BatchSize = 1,
    };
}

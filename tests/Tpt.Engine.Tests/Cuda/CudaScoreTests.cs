using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Scoring;
using Tpt.Engine.Views;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>The built-in model on a GPU against the same on the CPU in 32-bit floats: features, zero-shot scores, and every method in every precision.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaScoreTests(ITestOutputHelper output) : IDisposable
{
    private const int Views = 20;
    private readonly ClipModel _cpu = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });

    public static TheoryData<string> Precisions => [.. CudaDevice.Precisions.Select(precision => precision.ToString())];

    public static TheoryData<string, string> Settings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var precision in CudaDevice.Precisions)
            {
                foreach (var row in ClassifierPlacementTests.Settings)
                {
                    data.Add((string)row[0], precision.ToString());
                }
            }
            return data;
        }
    }

    public void Dispose() => _cpu.Dispose();

    [CudaTheory]
    [MemberData(nameof(Precisions))]
    public void Encode_Views_GivesTheFeaturesOfTheCpu(string precision)
    {
        using var scope = NewDisposeScope();
        var asked = Enum.Parse<TptPrecision>(precision);
        using var model = CudaDevice.Load(asked);
        using var generator = new Generator(1, CPU);
        var pixels = randn([Views, 3, _cpu.ImageSize, _cpu.ImageSize], generator: generator, device: CPU);

        var expected = ClipNetwork.Normalize(ImageEncoder.Encode(_cpu.Network.Images, pixels));
        var actual = ClipNetwork.Normalize(ImageEncoder.Encode(model.Network.Images, pixels.to(CudaDevice.Device)));

        actual.device_type.Should().Be(CudaDevice.Device.type);
        var difference = (actual.cpu() - expected).abs().max().item<float>();
        output.WriteLine(FormattableString.Invariant($"features {difference:0.0e+0} of {CudaTolerances.Of(asked).Features:0.0e+0}"));
        difference.Should().BeLessThan((float)CudaTolerances.Of(asked).Features);
    }

    [CudaTheory]
    [MemberData(nameof(Settings))]
    public void Score_EveryMethodAndPrecision_GivesTheScoresOfTheCpu(string setting, string precision)
    {
        var asked = Enum.Parse<TptPrecision>(precision);
        var (exact, rounded) = (OptionsOf(setting, TptPrecision.Float32), OptionsOf(setting, asked));
        using var model = CudaDevice.Load(asked);
        using TptClassifier expectedBy = new(_cpu, ClassifierPlacementTests.Classes, exact), actualBy = new(model, ClassifierPlacementTests.Classes, rounded);
        var tolerance = CudaTolerances.Of(asked).Scores;
        // A view whose two best classes are level may vote for the other one where products are rounded.
        var ofMethod = exact.Method is ZeroOptions && asked != TptPrecision.Float32 ? 1.01 / expectedBy.SelectedViewCount : tolerance;
        ViewBatch[] views = [expectedBy.CreateViews(SyntheticImages.Create(1)), expectedBy.CreateViews(SyntheticImages.Create(2))];

        var expected = expectedBy.Scorer.Score(views);
        var actual = actualBy.Scorer.Score(views);

        for (var i = 0; i < views.Length; i++)
        {
            var (zeroShot, scores) = (Difference(actual[i].ZeroShot, expected[i].ZeroShot), Difference(actual[i].Scores, expected[i].Scores));
            output.WriteLine(FormattableString.Invariant($"zero-shot {zeroShot:0.0e+0} of {tolerance:0.0e+0}, scores {scores:0.0e+0} of {ofMethod:0.0e+0}"));
            zeroShot.Should().BeLessThan(tolerance, "{0}: zero-shot", setting);
            scores.Should().BeLessThan(ofMethod, setting);
            views[i].Dispose();
        }
    }

    private static TptClassifierOptions OptionsOf(string setting, TptPrecision precision)
    {
        var options = ((TptClassifierOptions)ClassifierPlacementTests.Settings.Single(row => (string)row[0] == setting)[1]).Copy();
        (options.Views.Count, options.Approximations.Precision) = (Views, precision);
        return options;
    }

    private static double Difference(float[] actual, float[] expected) => actual.Zip(expected, (one, other) => (double)Math.Abs(one - other)).Max();
}

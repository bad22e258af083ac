using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

public sealed class LifetimeTests(Workspace workspace) : IClassFixture<Workspace>
{
    /// <summary>Model Builder's generated code never disposes of a transformer. Each holds 19 MB, so 60 of them would take 1,140 MB.</summary>
    [Fact]
    public void Fit_WithoutDispose_IsFreedByTheCollector()
    {
        FitAndScore(3);
        Collect();
        var before = ResidentMegabytes();

        FitAndScore(60);
        Collect();

        (ResidentMegabytes() - before).Should().BeLessThan(300);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FitAndScore(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var context = new MLContext(seed: 1);
            var images = workspace.LoadImages(context, 1);
            var transformer = context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
            Workspace.ReadScores(context, transformer.Transform(images)).Should().ContainSingle();
        }
    }

    private static void Collect()
    {
        // What a finaliser releases is found by the next collection.
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static double ResidentMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}

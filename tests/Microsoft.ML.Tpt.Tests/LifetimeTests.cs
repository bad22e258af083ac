using System.Runtime.CompilerServices;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

public sealed class LifetimeTests(Workspace workspace) : IClassFixture<Workspace>
{
    /// <summary>Model Builder's generated code never disposes of a transformer. A model whose finaliser has run has freed its weights.</summary>
    [Fact]
    public void Fit_WithoutDispose_LeavesNoModelToTheCollector()
    {
        var models = FitAndScore(10);

        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        models.Count(model => model.IsAlive).Should().Be(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] FitAndScore(int times) => [.. Enumerable.Range(0, times).Select(_ =>
    {
        var context = new MLContext(seed: 1);
        var images = workspace.LoadImages(context, 1);
        var transformer = context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        Workspace.ReadScores(context, transformer.Transform(images)).Should().ContainSingle();
        return new WeakReference(transformer.Scorer.Model, trackResurrection: true);
    })];
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using TorchSharp;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class LifetimeTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["banana", "carrot", "lemon"];

    [Fact]
    public async Task Dispose_WhilePredictionsAreMade_WaitsForThem()
    {
        var image = SyntheticImages.Create(1);
        for (var round = 0; round < 5; round++)
        {
            var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
            using var classifier = new TptClassifier(model, _names, new TptClassifierOptions { Views = { Count = 4 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
            using var started = new CountdownEvent(4);
            var predicting = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var first = true; ; first = false)
                {
                    try
                    {
                        classifier.Predict(image);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                    if (first)
                    {
                        started.Signal();
                    }
                }
            })).ToArray();
            started.Wait();

            model.Dispose();

            await Task.WhenAll(predicting);
        }
    }

    [Fact]
    public void Dispose_Model_IsWhatItsUsersSayAfterwards()
    {
        var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        using var classifier = new TptClassifier(model, _names);
        model.Dispose();
        model.Dispose();

        FluentActions.Invoking(() => classifier.Predict(SyntheticImages.Create(1))).Should().Throw<ObjectDisposedException>().WithMessage("*ClipModel*");
        FluentActions.Invoking(() => new TptClassifier(model, _names)).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => model.Device).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => model.DType).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => model.ViewChunkSize).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Dispose_Classifier_IsWhatItSaysAfterwards()
    {
        var classifier = new TptClassifier(fixture.Model, _names);
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        classifier.Dispose();

        FluentActions.Invoking(() => classifier.Predict(views)).Should().Throw<ObjectDisposedException>().WithMessage("*TptClassifier*");
        FluentActions.Invoking(() => classifier.CreateViews(SyntheticImages.Create(1))).Should().Throw<ObjectDisposedException>();
        classifier.ContextTokenCount.Should().BePositive();
    }

    /// <summary>
    /// A model of 4.7 million parameters takes 19 MB. Nothing is disposed of here, so 60 of them would take 1,140 MB. Alone in a process,
    /// 120 loads grow it from 292 to 319 MB; beside the other tests the allocators keep more.
    /// </summary>
    [Fact]
    public void Load_WithoutDispose_IsFreedByTheCollector()
    {
        LoadAndPredict(3);
        Collect();
        var before = ResidentMegabytes();

        LoadAndPredict(60);
        Collect();

        (ResidentMegabytes() - before).Should().BeLessThan(300);
    }

    /// <summary>What nobody owns is freed when the collector finds it, which may be while libtorch reads it.</summary>
    [Fact]
    public void Predict_EveryTensor_BelongsToADisposeScope()
    {
        var outside = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        using var classifier = new TptClassifier(fixture.Model, _names, new TptClassifierOptions
        {
            Prompt = { ZeroShotTemplates = ["a {0}.", "the {0}."] },
            Views = { Count = 8 },
            Method = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2 },
            Approximations = { PruningTolerance = 0.5, FirstOrderTolerance = 0.5, PatchDropout = 0.5 },
        });
        classifier.Predict(SyntheticImages.Create(1));

        DisposeScopeManager.Statistics.CreatedOutsideScopeCount.Should().Be(outside);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadAndPredict(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var classifier = new TptClassifier(ClipModel.Load(new ModelOptions { GpuDeviceId = -1 }), _names, new TptClassifierOptions { Views = { Count = 4 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
            classifier.Predict(SyntheticImages.Create(i)).PredictedIndex.Should().BeInRange(0, 2);
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

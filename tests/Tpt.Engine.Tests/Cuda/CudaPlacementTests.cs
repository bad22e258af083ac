using TorchSharp;
using Tpt.Engine.Tests.Scoring;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>Everything of a classifier is on the GPU that was named: the last one there is.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaPlacementTests
{
    public static TheoryData<string, TptClassifierOptions> Settings => ClassifierPlacementTests.Settings;

    /// <summary>The default device of the thread is one on which nothing can be computed, so that a tensor which names none would end the test.</summary>
    [CudaTheory]
    [MemberData(nameof(Settings))]
    public void Score_OnANamedDevice_StaysThere(string setting, TptClassifierOptions options)
    {
        var id = CudaDevice.IsRehearsal ? -1 : CudaDevice.Count() - 1;
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = id });
        var copy = options.Copy();
        copy.Views.Count = 20;
        var before = get_default_device();
        set_default_device(META);
        try
        {
            using var classifier = new TptClassifier(model, ClassifierPlacementTests.Classes, copy);
            using var views = classifier.CreateViews(SyntheticImages.Create(1));
            var scorer = (Engine.Scoring.ImageScorer)classifier.Scorer;
            using var scope = NewDisposeScope();
            var evidence = scorer.Look(views);

            scorer.Score([evidence])[0].Scores.Should().OnlyContain(score => float.IsFinite(score), setting);
            Tensor[] tensors = [evidence.Features, evidence.Logits, .. model.Network.state_dict().Values];
            tensors.Should().OnlyContain(tensor => IsOn(tensor, id), setting);
        }
        finally
        {
            set_default_device(before);
        }
    }

    private static bool IsOn(Tensor tensor, int id) => id < 0 ? tensor.device_type == DeviceType.CPU : tensor.device_type == DeviceType.CUDA && tensor.device.index == id;
}

using Tpt.Engine.Numerics;
using Tpt.Engine.Tests.Scoring;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>How often an image makes .NET wait for the GPU: as often as <see cref="HostCopyCountTests"/> counts on the CPU.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaHostCopyTests
{
    public static TheoryData<string, TptClassifierOptions, long> Settings => HostCopyCountTests.Settings;

    [CudaTheory]
    [MemberData(nameof(Settings))]
    public void Score_OneImage_CopiesAsOftenAsOnTheCpu(string setting, TptClassifierOptions options, long expected)
    {
        using var model = CudaDevice.Load();
        using var classifier = new TptClassifier(model, HostCopyCountTests.Names, options.Copy());
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        classifier.Scorer.Score([views]);
        var before = HostCopy.Count;

        classifier.Scorer.Score([views]);

        (HostCopy.Count - before).Should().Be(expected, setting);
    }
}

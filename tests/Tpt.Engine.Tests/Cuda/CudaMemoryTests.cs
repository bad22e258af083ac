using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>A GPU whose memory is taken: what goes through together is halved until it fits, that is said, and the numbers are those of before.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaMemoryTests
{
    private const long Left = 160L << 20;

    /// <summary>More than the GPU has, so that no allocator grants it. A CPU's grants whatever is below its address space.</summary>
    private const long TooMuch = 1L << 46;

    [CudaFact]
    public void Of_AGradientThatDoesNotFit_IsAnExceptionAndNotTheEnd()
    {
        using var scope = NewDisposeScope();
        var leaf = zeros(1, device: CudaDevice.Device).requires_grad_();
        var part = leaf.expand(TooMuch).narrow(0, 0, 1).sum();

        FluentActions.Invoking(() => LeafGradients.Of([part], [leaf])).Should().Throw<ExternalException>().Which.Should().Match<ExternalException>(e => MemoryShortage.Is(e));
    }

    [CudaFact(rehearses: false)]
    public void Encode_ViewsWithoutMemory_GoOnInHalves()
    {
        const int Views = 2048;
        using var scope = NewDisposeScope();
        using var model = CudaDevice.Load(options: new ModelOptions { ViewChunkSize = Views });
        var warnings = new List<string>();
        model.Warned += warnings.Add;
        using var generator = new Generator(1, CPU);
        var few = randn([16, 3, model.ImageSize, model.ImageSize], generator: generator, device: CPU).to(CudaDevice.Device);
        var views = few.repeat(Views / 16, 1, 1, 1);
        var expected = ImageEncoder.Encode(model.Network.Images, few);

        using (new CudaMemory(Left))
        {
            var features = ImageEncoder.Encode(model.Network.Images, views);

            (features.narrow(0, Views - 16, 16) - expected).abs().max().item<float>().Should().BeLessThan(1e-4f, "features are not normalised, and are up to 8");
        }

        model.ViewChunkSize.Should().BeLessThan(Views);
        warnings.Should().NotBeEmpty().And.OnlyContain(one => one.Contains("memory did not hold"));
    }

    [CudaFact(rehearses: false)]
    public void Score_ClassesWithoutMemory_GoOnInHalvesForwardAndBackward()
    {
        const int Classes = 3000;
        using var model = CudaDevice.Load(options: new ModelOptions { ClassChunkSize = 4096 });
        var warnings = new List<string>();
        model.Warned += warnings.Add;
        string[] names = [.. Enumerable.Range(0, Classes).Select(i => FormattableString.Invariant($"thing number {i}"))];
        using var classifier = new TptClassifier(model, names, new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 2 } });
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        var expected = classifier.Scorer.Score([views])[0].Scores;
        warnings.Should().BeEmpty("there is memory for all");

        using (new CudaMemory(Left))
        {
            var actual = classifier.Scorer.Score([views])[0].Scores;

            actual.Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-3f, "only the order of sums differs");
        }

        warnings.Should().NotBeEmpty().And.OnlyContain(one => one.Contains("prompts at a time"));
    }
}

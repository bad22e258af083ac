using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>Suffixes padded to one length, as a GPU takes them by default, against the CPU's, which are packed by length.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaPackingTests : IDisposable
{
    private static readonly string[] _names = ["ant", "red apple", "hot dog", "bowl with spoon", "leaf fluttering in wind", "baby_chick", "1st place medal"];
    private readonly ClipModel _cpu = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
    private readonly ClipModel _gpu = CudaDevice.Load();

    public void Dispose()
    {
        _cpu.Dispose();
        _gpu.Dispose();
    }

    [CudaTheory]
    [InlineData(ClassTokenPosition.End, 0, 128)]
    [InlineData(ClassTokenPosition.End, 0, 3)]
    [InlineData(ClassTokenPosition.Middle, 2, 128)]
    [InlineData(ClassTokenPosition.Front, 0, 128)]
    public void Gradients_PaddedOnTheGpu_EqualThoseOfTheCpu(ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        using var scope = NewDisposeScope();
        using ClassPrompts expectedOf = Classes(_cpu, position, splitIndex, chunkSize), actualOf = Classes(_gpu, position, splitIndex, chunkSize);
        using PromptEncoder expectedBy = new(expectedOf), actualBy = new(actualOf);
        using var generator = new Generator(2, CPU);
        var views = randn([6, _cpu.EmbeddingDimension], generator: generator, device: CPU);
        views = views / views.norm(-1, keepdim: true) * 100;

        var expected = expectedBy.Gradients(null, [features => MarginalEntropy.Of(views.TimesTransposed(features))])[0].Gradient;
        var actual = actualBy.Gradients(null, [features => MarginalEntropy.Of(views.to(CudaDevice.Device).TimesTransposed(features))])[0].Gradient;

        actualOf.Chunks.Should().OnlyContain(chunk => CudaDevice.IsRehearsal || chunk.Blocks.Count == 1, "attention is launched once a layer");
        (actualOf.InitialFeatures.cpu() - expectedOf.InitialFeatures).abs().max().item<float>().Should().BeLessThan(1e-5f, "only the order of sums differs");
        ((actual.cpu() - expected).norm() / expected.norm()).item<float>().Should().BeLessThan(1e-4f, "only the order of sums differs");
    }

    private static ClassPrompts Classes(ClipModel model, ClassTokenPosition position, int splitIndex, int chunkSize)
    {
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, template, [.. _names.Select(name => new ClassPromptSet(name))], model.ContextLength);
        return new ClassPrompts(model.Network, prompts, new PromptLayout(4, position, splitIndex), null, chunkSize);
    }
}

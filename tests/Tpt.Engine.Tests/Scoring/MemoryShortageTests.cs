using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>Memory that runs out: half as much goes through together, that is said, and the scores are those of the work in smaller parts.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class MemoryShortageTests(BuiltInModelFixture fixture)
{
    private const string OfAGpu = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.20 GiB is free.";

    private static readonly string[] _names = ["ant", "red apple", "hot dog", "leaf fluttering in wind", "1st place medal"];

    [Theory]
    [InlineData(OfAGpu, true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", true)]
    [InlineData("cusolver error: CUSOLVER_STATUS_ALLOC_FAILED, when calling `cusolverDnCreate(handle)`", true)]
    [InlineData("CUDA error: an illegal memory access was encountered", false)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", false)]
    public void Is_WhatLibtorchSays_TellsAShortageFromTheRest(string message, bool expected) => MemoryShortage.Is(new NativeException(message)).Should().Be(expected);

    [Fact]
    public void Is_ARealShortage_IsAnExceptionForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        var leaf = zeros(1, device: CPU).requires_grad_();
        var part = leaf.expand(1L << 46).narrow(0, 0, 1).sum();

        FluentActions.Invoking(() => empty(1L << 46, device: CPU)).Should().Throw<ExternalException>().Which.Should().Match<ExternalException>(e => MemoryShortage.Is(e));
        FluentActions.Invoking(() => LeafGradients.Of([part], [leaf])).Should().Throw<ExternalException>().Which.Should().Match<ExternalException>(e => MemoryShortage.Is(e));
    }

    [Fact]
    public void Encode_ViewsThatDoNotFit_GoOnInHalvesDownToOne()
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ViewChunkSize = 8 });
        var warnings = new List<string>();
        model.Warned += warnings.Add;
        var tower = model.Network.Images;
        var pixels = rand([11, 3, model.ImageSize, model.ImageSize], device: CPU);
        var tried = new List<long>();

        var features = ImageEncoder.Encode(tower, pixels, chunk => Fits(chunk, most: 3) ? chunk.mean([1, 2, 3]) : throw new NativeException(OfAGpu));

        tried.Should().Equal(8, 4, 2, 2, 2, 2, 2, 1);
        features.data<float>().ToArray().Should().Equal(pixels.mean([1, 2, 3]).data<float>().ToArray());
        (tower.ChunkSize, model.ViewChunkSize).Should().Be((2, 2));
        warnings.Should().HaveCount(2).And.OnlyContain(one => one.Contains("scores may differ in their last digits")).And.Contain(one => one.StartsWith("The device's memory did not hold 8 views at a time; from now on 4 go", StringComparison.Ordinal));
        FluentActions.Invoking(() => ImageEncoder.Encode(tower, pixels, _ => throw new NativeException(OfAGpu))).Should().Throw<ExternalException>("one view is the least").WithMessage(OfAGpu);
        FluentActions.Invoking(() => ImageEncoder.Encode(tower, pixels, _ => throw new NativeException("another"))).Should().Throw<ExternalException>().WithMessage("another");

        bool Fits(Tensor chunk, long most)
        {
            tried.Add(chunk.shape[0]);
            return chunk.shape[0] <= most;
        }
    }

    [Fact]
    public void TryHalveChunks_Prompts_AreTheSamePromptsInMoreChunks()
    {
        using var scope = NewDisposeScope();
        using var classes = Classes();
        using var encoder = new PromptEncoder(classes);
        var (before, gradient) = (encoder.Encode(classes.InitialContext), encoder.Gradients(null, [features => features.sum()])[0].Gradient);
        var counts = new List<int>();

        while (classes.TryHalveChunks())
        {
            counts.Add(classes.Chunks.Count);
        }

        counts.Should().Equal(3, 5);
        (encoder.Encode(classes.InitialContext) - before).abs().max().item<float>().Should().BeLessThan(1e-5f);
        var after = encoder.Gradients(null, [features => features.sum()])[0].Gradient;
        ((after - gradient).norm() / gradient.norm()).item<float>().Should().BeLessThan(1e-4f);
    }

    /// <summary>.NET asks an exception filter before it unwinds: the pass that failed still has its memory then, and there is none for other tensors.</summary>
    [Fact]
    public void TryHalveChunks_InAnExceptionFilter_MakesNoTensorBeforeThePassIsPutAway()
    {
        using var classes = Classes();
        var counts = new List<long>();

        try
        {
            using var scope = NewDisposeScope();
            counts.Add(LiveTensors.Count);
            throw new NativeException(OfAGpu);
        }
        catch (ExternalException) when (classes.TryHalveChunks())
        {
            counts.Add(LiveTensors.Count);
        }

        counts[1].Should().Be(counts[0]);
        classes.Chunks.Should().HaveCount(3);
    }

    [Fact]
    public void InLessMemory_WorkThatDoesNotFit_IsDoneAgainInSmallerChunks()
    {
        using var classes = Classes();
        var chunks = new List<int>();

        var result = classes.InLessMemory(() =>
        {
            chunks.Add(classes.Chunks.Count);
            return chunks.Count < 3 ? throw new NativeException(OfAGpu) : "done";
        });

        result.Should().Be("done");
        chunks.Should().Equal(1, 3, 5);
        FluentActions.Invoking(() => classes.InLessMemory<int>(() => throw new NativeException(OfAGpu))).Should().Throw<ExternalException>().WithMessage(OfAGpu);
        FluentActions.Invoking(() => classes.InLessMemory<int>(() => throw new NativeException("another"))).Should().Throw<ExternalException>().WithMessage("another");
    }

    /// <summary>The features of the classes are known, and the derivative takes a graph beside them.</summary>
    [Fact]
    public void CreateFirstOrder_PassesThatDoNotFit_GoOnInHalves()
    {
        var approximations = new ApproximationOptions { FirstOrderTolerance = 0.01, FirstOrderRank = 2 };
        var before = LiveTensors.CountAfterFinalizers();
        using (var classes = Classes())
        {
            var passes = 0;
            using var expected = PromptPreparation.CreateFirstOrder(classes, approximations)!;
            using var actual = PromptPreparation.CreateFirstOrder(classes, approximations, () =>
            {
                if (passes++ == 1)
                {
                    throw new NativeException(OfAGpu);
                }
            })!;

            classes.Chunks.Should().HaveCount(3);
            using var scope = NewDisposeScope();
            var moved = classes.InitialContext.Plus(randn(classes.InitialContext.shape, device: CPU).Times(0.01));
            (actual.FirstOrder(moved) - expected.FirstOrder(moved)).abs().max().item<float>().Should().BeLessThan(1e-4f);
        }
        LiveTensors.CountAfterFinalizers().Should().Be(before);
    }

    [Fact]
    public void Prepare_AFlatPromptWhosePassesDoNotFit_GoesOnInHalves()
    {
        using var scope = NewDisposeScope();
        using var classes = Classes();
        var calls = 0;
        var warnings = new List<string>();
        fixture.Model.Warned += warnings.Add;
        var preparation = new MethodPreparation(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], classes, new PromptOptions { Template = "a picture of a {0}." }, ApproximationOptions.None, 0)
        {
            AfterPasses = _ =>
            {
                // The first is of the initial features, the second of noisy copies.
                if (++calls == 2)
                {
                    throw new NativeException(OfAGpu);
                }
            },
        };

        var context = new ContextPreparation(preparation, new FlatPromptOptions { PreparationSteps = 2 }).Run();

        fixture.Model.Warned -= warnings.Add;
        context.isfinite().all().item<bool>().Should().BeTrue();
        warnings.Should().ContainSingle().Which.Should().StartWith("The device's memory did not hold 5 prompts at a time; from now on 2 go");
    }

    [Fact]
    public void TryHalveChunks_Prompts_LeaveNoTensorBehind()
    {
        var before = LiveTensors.CountAfterFinalizers();
        using (var classes = Classes())
        using (var encoder = new PromptEncoder(classes))
        using (NewDisposeScope())
        {
            _ = encoder.Gradients(null, [features => features.sum()]);
            classes.TryHalveChunks();
            _ = encoder.Gradients(null, [features => features.sum()]);
        }

        LiveTensors.CountAfterFinalizers().Should().Be(before);
    }

    [Fact]
    public void Score_PromptsThatDoNotFit_AreHalvedUntilTheyDo()
    {
        using var scope = NewDisposeScope();
        using var classes = Classes();
        var warnings = new List<string>();
        fixture.Model.Warned += warnings.Add;
        var method = new Method(rows => classes.Chunks.Count < 5 ? throw new NativeException(OfAGpu) : rows);

        var scores = Scorer(classes, method, share: false).Score([Evidence(classes, 0), Evidence(classes, 1)]);

        fixture.Model.Warned -= warnings.Add;
        scores.Should().HaveCount(2);
        method.Rows.Should().Equal(2, 2, 2);
        warnings.Should().Equal(
            "The device's memory did not hold 5 prompts at a time; from now on 2 go through the text tower together, and scores may differ in their last digits. Model.ClassChunkSize = 2 does so from the start.",
            "The device's memory did not hold 2 prompts at a time; from now on 1 go through the text tower together, and scores may differ in their last digits. Model.ClassChunkSize = 1 does so from the start.");
        FluentActions.Invoking(() => Scorer(classes, new Method(_ => throw new NativeException(OfAGpu)), share: false).Score([Evidence(classes, 0)])).Should().Throw<ExternalException>();
    }

    [Fact]
    public void Score_ABatchThatSharesPassesAndDoesNotFit_IsHalvedFirst()
    {
        using var scope = NewDisposeScope();
        using var classes = Classes();
        var method = new Method(rows => rows.Count > 2 ? throw new NativeException(OfAGpu) : rows);
        ViewEvidence[] rows = [.. Enumerable.Range(0, 5).Select(seed => Evidence(classes, seed))];

        var scores = Scorer(classes, method, share: true).Score(rows);

        method.Rows.Should().Equal(5, 2, 3, 1, 2);
        scores.Select(one => one.Scores).Should().BeEquivalentTo(rows.Select(row => row.Logits[0].softmax(0).data<float>().ToArray()), options => options.WithStrictOrdering());
        classes.Chunks.Should().ContainSingle();
    }

    private ImageScorer Scorer(ClassPrompts classes, Method method, bool share)
        => new(new ViewEncoder(fixture.Model.Network.Images, classes), method, MethodNeeds.CentreView, classes, zeroShotFeatures: null) { SharesPasses = share };

    private ClassPrompts Classes()
    {
        var template = new PromptTemplate("a picture of a {0}.", "template").WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(fixture.Model.Tokenizer, template, [.. _names.Select(name => new ClassPromptSet(name))], fixture.Model.ContextLength);
        return new ClassPrompts(fixture.Model.Network, prompts, new PromptLayout(4, ClassTokenPosition.End, 0), null, chunkSize: 128);
    }

    private ViewEvidence Evidence(ClassPrompts classes, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return new ViewEncoder(fixture.Model.Network.Images, classes).ToEvidence(randn([4, fixture.Model.EmbeddingDimension], generator: generator, device: CPU));
    }

    /// <summary>What TorchSharp throws is the type above it.</summary>
    private sealed class NativeException(string message) : ExternalException(message);

    private sealed class Method(Func<IReadOnlyList<ViewEvidence>, IReadOnlyList<ViewEvidence>> look) : IAdaptationMethod
    {
        public List<int> Rows { get; } = [];

        public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
        {
            Rows.Add(rows.Count);
            return [.. look(rows).Select(row => new Adaptation(row.Logits[0], [], Context: null))];
        }
    }
}

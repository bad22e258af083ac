using BenchmarkDotNet.Attributes;
using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Micro;

/// <summary>What stands between the towers: logits <c>[64, 1000]</c> to the confident views, the loss and its gradient.</summary>
[MemoryDiagnoser]
public class SelectionAndLossBenchmarks
{
    private const int Views = 64;
    private const int Classes = 1000;
    private const double SelectionFraction = 0.1;
    private Tensor _logits = null!;
    private Tensor _confident = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(0);
        _logits = (5 * randn(Views, Classes)).DetachFromDisposeScope();
        var selected = Array.ConvertAll(Select(), view => (long)view);
        _confident = _logits.index_select(0, tensor(selected)).requires_grad_().DetachFromDisposeScope();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _logits.Dispose();
        _confident.Dispose();
    }

    /// <summary>The tenth of the views with the lowest entropy.</summary>
    [Benchmark]
    public int[] Select()
    {
        using var scope = NewDisposeScope();
        return [.. ConfidenceSelection.Select(_logits, ConfidenceSelection.Count(Views, SelectionFraction))];
    }

    /// <summary>The marginal entropy of these views and its gradient with respect to their logits.</summary>
    [Benchmark]
    public float LossAndGradient()
    {
        using var scope = NewDisposeScope();
        var loss = MarginalEntropy.Of(_confident);
        _ = autograd.grad([loss], [_confident])[0];
        return loss.item<float>();
    }
}

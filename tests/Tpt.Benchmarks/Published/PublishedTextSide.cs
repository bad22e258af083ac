using TorchSharp;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Published;

/// <summary>
/// The text side of one published step: features of all classes at the initial prompt, the gradient of the marginal
/// entropy to the context, one AdamW step, features at the tuned prompt. One graph over all classes, or over blocks of
/// them where all do not fit in memory.
/// </summary>
internal sealed class PublishedTextSide : IDisposable
{
    /// <summary>With its graph, the published layout at ViT-B's text width takes about 0.1 GB a class; more classes than these run in blocks.</summary>
    public const int BlockSize = 100;

    private readonly PublishedTowers _towers;
    private readonly Tensor _embedded;
    private readonly Tensor _endOfText;
    private readonly int _contextLength;
    private readonly int _blockSize;

    public PublishedTextSide(PublishedTowers towers, IReadOnlyList<PromptTokens> prompts, int contextLength, int positions, int blockSize)
    {
        (_towers, _contextLength, _blockSize) = (towers, contextLength, blockSize);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ids = new long[prompts.Count * positions];
        for (var i = 0; i < prompts.Count; i++)
        {
            prompts[i].Ids.Select(id => (long)id).ToArray().CopyTo(ids, i * positions);
        }
        _embedded = towers.TokenEmbeddings(tensor(ids, [prompts.Count, positions], device: towers.LogitScale.device)).DetachFromDisposeScope();
        _endOfText = tensor(prompts.Select(p => p.Ids.Length - 1L).ToArray(), device: towers.LogitScale.device).DetachFromDisposeScope();
        InitialContext = _embedded[0].narrow(0, 1, contextLength).clone().DetachFromDisposeScope();
    }

    public Tensor InitialContext { get; }

    /// <summary>One step from the initial context.</summary>
    /// <param name="loss">The loss as a function of the class features <c>[classes, embedding]</c>.</param>
    /// <param name="featureGradient">dL/dT, <c>[classes, embedding]</c>, which blocks need; null for one graph.</param>
    public PublishedStep Step(Func<Tensor, Tensor> loss, Tensor? featureGradient)
    {
        using var scope = NewDisposeScope();
        var context = InitialContext.clone();
        var leaf = InitialContext.detach().requires_grad_();
        var gradient = zeros_like(leaf);
        foreach (var (start, count) in Blocks())
        {
            using var block = NewDisposeScope();
            var features = Encode(leaf, start, count);
            gradient.add_(featureGradient is null
                ? autograd.grad([loss(features)], [leaf])[0]
                : autograd.grad([features], [leaf], [featureGradient.narrow(0, start, count)])[0]);
        }
        new AdamW(context, 5e-3, 0.01).Step(gradient);
        return new PublishedStep(gradient.MoveToOuterDisposeScope(), context.MoveToOuterDisposeScope(), EncodeAll(context).MoveToOuterDisposeScope());
    }

    /// <summary>dL/dT at the initial prompt, which a run in blocks is given, so that it is not charged for a further pass.</summary>
    public Tensor? FeatureGradient(Func<Tensor, Tensor> loss)
    {
        if (_blockSize >= _embedded.shape[0])
        {
            return null;
        }
        using var scope = NewDisposeScope();
        var leaf = EncodeAll(InitialContext).detach().requires_grad_();
        return autograd.grad([loss(leaf)], [leaf])[0].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _embedded.Dispose();
        _endOfText.Dispose();
        InitialContext.Dispose();
    }

    private Tensor EncodeAll(Tensor context)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. Blocks().Select(b => Encode(context, b.Start, b.Count))], 0).MoveToOuterDisposeScope();
    }

    private Tensor Encode(Tensor context, long start, long count)
    {
        using var scope = NewDisposeScope();
        var block = _embedded.narrow(0, start, count);
        var rest = 1 + _contextLength;
        var prompts = cat([block.narrow(1, 0, 1), context.expand(count, -1, -1), block.narrow(1, rest, block.shape[1] - rest)], 1);
        return _towers.EncodeText(prompts, _endOfText.narrow(0, start, count)).MoveToOuterDisposeScope();
    }

    private IEnumerable<(long Start, long Count)> Blocks()
    {
        for (long start = 0; start < _embedded.shape[0]; start += _blockSize)
        {
            yield return (start, Math.Min(_blockSize, _embedded.shape[0] - start));
        }
    }
}

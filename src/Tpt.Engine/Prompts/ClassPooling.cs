using TorchSharp;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompt features to class features: the mean over a class's prompts, L2-normalised again, as prompt ensembles do.</summary>
internal sealed class ClassPooling : IDisposable
{
    private readonly Tensor? _mean;

    public ClassPooling(IReadOnlyList<PromptTokens> prompts, Device device)
    {
        var classes = prompts[^1].ClassIndex + 1;
        if (classes == prompts.Count)
        {
            return;
        }
        var counts = new int[classes];
        foreach (var prompt in prompts)
        {
            counts[prompt.ClassIndex]++;
        }
        var mean = new float[classes * prompts.Count];
        for (var i = 0; i < prompts.Count; i++)
        {
            mean[prompts[i].ClassIndex * prompts.Count + i] = 1f / counts[prompts[i].ClassIndex];
        }
        _mean = tensor(mean, [classes, prompts.Count], device: device).DetachFromDisposeScope();
    }

    /// <summary>Whether every class has one prompt, so that pooling changes nothing.</summary>
    public bool IsIdentity => _mean is null;

    /// <summary><c>[prompts, embedding]</c> to <c>[classes, embedding]</c>.</summary>
    public Tensor Pool(Tensor promptFeatures)
    {
        if (_mean is null)
        {
            return promptFeatures.alias();
        }
        using var scope = NewDisposeScope();
        return ClipNetwork.Normalize(_mean.to(promptFeatures.dtype).matmul(promptFeatures)).MoveToOuterDisposeScope();
    }

    public void Dispose() => _mean?.Dispose();
}

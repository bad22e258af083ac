using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompt features to class features: the mean over a class's prompts, L2-normalised again, as prompt ensembles do.</summary>
internal sealed class ClassPooling : IDisposable
{
    private readonly Tensor? _classOfPrompt;
    private readonly int _classes;

    public ClassPooling(IReadOnlyList<PromptTokens> prompts, Device device)
    {
        _classes = prompts[^1].ClassIndex + 1;
        if (_classes != prompts.Count)
        {
            _classOfPrompt = tensor(prompts.Select(prompt => (long)prompt.ClassIndex).ToArray(), device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>Whether every class has one prompt, so that pooling changes nothing.</summary>
    public bool IsIdentity => _classOfPrompt is null;

    /// <summary><c>[prompts, embedding]</c> to <c>[classes, embedding]</c>.</summary>
    public Tensor Pool(Tensor promptFeatures)
    {
        if (_classOfPrompt is null)
        {
            return promptFeatures.alias();
        }
        using var scope = NewDisposeScope();
        // The sum has the direction of the mean, and only that is left when it is normalised.
        var sums = zeros([_classes, promptFeatures.shape[1]], dtype: promptFeatures.dtype, device: promptFeatures.device)
            .PlusAt(0, _classOfPrompt, promptFeatures);
        return ClipNetwork.Normalize(sums).MoveToOuterDisposeScope();
    }

    public void Dispose() => _classOfPrompt?.Dispose();
}

using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompt features to class features: the mean over a class's prompts, L2-normalised again, as prompt ensembles do.</summary>
internal sealed class ClassPooling : IDisposable
{
    private readonly (long PromptsPerClass, Tensor Prompts)[] _groups = [];
    private readonly Tensor? _order;

    /// <param name="prompts">The prompts, those of a class side by side and the classes in order.</param>
    /// <param name="device">Where their features are.</param>
    public ClassPooling(IReadOnlyList<PromptTokens> prompts, Device device)
    {
        if (prompts[^1].ClassIndex + 1 == prompts.Count)
        {
            return;
        }
        var classes = prompts.Select((prompt, index) => (prompt.ClassIndex, Index: (long)index)).GroupBy(prompt => prompt.ClassIndex).ToArray();
        var bySize = classes.GroupBy(ofClass => ofClass.Count()).ToArray();
        _groups = [.. bySize.Select(group => ((long)group.Key, DeviceUpload.Of([.. group.SelectMany(ofClass => ofClass.Select(prompt => prompt.Index))], device).DetachFromDisposeScope()))];
        int[] grouped = [.. bySize.SelectMany(group => group.Select(ofClass => ofClass.Key))];
        _order = DeviceUpload.Of([.. Enumerable.Range(0, grouped.Length).OrderBy(place => grouped[place]).Select(place => (long)place)], device).DetachFromDisposeScope();
    }

    /// <summary>Whether every class has one prompt, so that pooling changes nothing.</summary>
    public bool IsIdentity => _order is null;

    /// <summary><c>[prompts, embedding]</c> to <c>[classes, embedding]</c>.</summary>
    public Tensor Pool(Tensor promptFeatures)
    {
        if (_order is null)
        {
            return promptFeatures.alias();
        }
        using var scope = NewDisposeScope();
        // The sum has the direction of the mean, and only that is left when it is normalised.
        // Classes with as many prompts as each other are summed at once: no two threads of a GPU add to one address.
        var sums = cat(Array.ConvertAll(_groups, group => promptFeatures.index_select(0, group.Prompts).view(-1, group.PromptsPerClass, promptFeatures.shape[1]).sum(1)), 0);
        return ClipNetwork.Normalize(sums.index_select(0, _order)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (_, prompts) in _groups)
        {
            prompts.Dispose();
        }
        _order?.Dispose();
    }
}

using Tpt.Engine.Checkpoints.Pickles;

namespace Tpt.Engine.Checkpoints;

/// <summary>The names of all tensors in a pickle, however deep they lie: <c>meta_net.linear1.weight</c>, <c>compound_prompts_text.0</c>.</summary>
internal static class PickledTensorNames
{
    /// <summary>The state of a training run, which is no part of what was trained.</summary>
    private static readonly HashSet<string> _training = new(StringComparer.Ordinal) { "optimizer", "scheduler", "scaler", "lr_scheduler", "optim", "rng_state", "val_result", "epoch" };

    /// <param name="dictionary">Where to look.</param>
    /// <param name="exceptFor">A key that is looked at elsewhere; null for none. Beside it the state of training may stand.</param>
    public static IReadOnlyList<string> Of(PickledDictionary dictionary, string? exceptFor = null)
    {
        var names = new List<string>();
        // One value may stand in many places, and a list in itself.
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var left = new Queue<(string Name, object? Value)>(dictionary.Entries.Where(entry => entry.Key != exceptFor && !_training.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value)));
        while (left.TryDequeue(out var entry))
        {
            if (entry.Value is PickledTensor)
            {
                names.Add(entry.Name);
            }
            else if (entry.Value is PickledDictionary or List<object?> or object?[] && seen.Add(entry.Value))
            {
                foreach (var (key, value) in Children(entry.Value))
                {
                    left.Enqueue(($"{entry.Name}.{key}", value));
                }
            }
        }
        return names;
    }

    private static IEnumerable<(string Key, object? Value)> Children(object value) => value is PickledDictionary dictionary
        ? dictionary.Entries.Select(entry => (entry.Key, entry.Value))
        : ((IEnumerable<object?>)value).Select((item, index) => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), item));
}

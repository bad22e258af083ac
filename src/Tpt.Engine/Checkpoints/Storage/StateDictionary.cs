using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// Finds the weights in what a trainer saved: the state dictionary itself, or one among the state of optimizer, scheduler and scaler.
/// </summary>
internal static class StateDictionary
{
    /// <summary>
    /// What trainers call the weights: PyTorch Lightning and OpenCLIP <c>state_dict</c>, many <c>model</c>, DeepSpeed <c>module</c>; and the
    /// running average of the weights, which is another model.
    /// </summary>
    private static readonly HashSet<string> _names = new(StringComparer.Ordinal)
    {
        "state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "weights", "params",
        "ema_state_dict", "state_dict_ema", "model_ema", "ema_model", "ema", "params_ema",
    };

    /// <summary>The weights by name. What is no tensor is left out.</summary>
    /// <param name="root">What was saved.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">There are none, or it is open which of several dictionaries is meant.</exception>
    public static Dictionary<string, PickledTensor> Find(object? root, string path)
    {
        if (root is not PickledDictionary saved)
        {
            throw new InvalidDataException($"'{path}' holds no state dictionary, but {Kind(root)}. Save model.state_dict() alone.");
        }
        var dictionaries = saved.Entries.Where(entry => entry.Value is PickledDictionary dictionary && HasTensors(dictionary)).Select(entry => entry.Key).ToArray();
        string[] named = [.. dictionaries.Where(_names.Contains)];
        if (named.Length == 0 && HasTensors(saved))
        {
            return TensorsOf(saved);
        }
        var candidates = named.Length > 0 ? named : dictionaries;
        return candidates.Length switch
        {
            1 => TensorsOf((PickledDictionary)saved[candidates[0]]!),
            0 => throw new InvalidDataException($"'{path}' has no tensors by name, only {(saved.Entries.Count == 0 ? "an empty dictionary" : Excerpt.Of([.. saved.Entries.Keys]))}. "
                + "It is not a model's weights: give the path of these."),
            _ => throw new InvalidDataException($"'{path}' has several sets of weights: {Excerpt.Of(candidates)}. Save the one that is meant alone, "
                + $"as torch.save(torch.load(path)['{Excerpt.Of(candidates[0])}'], 'weights.pt')."),
        };
    }

    private static bool HasTensors(PickledDictionary dictionary) => dictionary.Entries.Values.Any(value => value is PickledTensor);

    private static Dictionary<string, PickledTensor> TensorsOf(PickledDictionary dictionary)
        => dictionary.Entries.Where(entry => entry.Value is PickledTensor).ToDictionary(entry => entry.Key, entry => (PickledTensor)entry.Value!, StringComparer.Ordinal);

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickledTensor => "one tensor without a name",
        PickledGlobal global => $"an object of {Excerpt.Of(global.FullName)}",
        List<object?> or object?[] => "a list",
        string => "a text",
        _ => "a number",
    };
}

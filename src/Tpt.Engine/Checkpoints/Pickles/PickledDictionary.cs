namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// A dictionary of a pickle, as far as it is looked at: values by a text. Optimizers have numbers and tensors as keys; their values are
/// not kept, since nobody asks for them and numbers can be chosen so that all have one hash code.
/// </summary>
internal sealed class PickledDictionary
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>The values under a text, in the order in which the keys came.</summary>
    public IReadOnlyDictionary<string, object?> Entries => _values;

    /// <summary>The value of a key; null where there is none.</summary>
    public object? this[string key] => _values.GetValueOrDefault(key);

    /// <exception cref="InvalidDataException">The key is None.</exception>
    public void Set(object? key, object? value)
    {
        if (key is null)
        {
            throw new InvalidDataException("a dictionary's key is None.");
        }
        if (key is string text)
        {
            _values[text] = value;
        }
    }
}

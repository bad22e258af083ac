using Tpt.Engine.Checkpoints.Pickles;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// The parameters and buffers in the tree of objects that a TorchScript archive is, under the names that <c>state_dict()</c> gives them:
/// the attributes' names with dots between them.
/// </summary>
internal sealed class ScriptedParameters
{
    /// <summary>A layer's linear map is the sixth or seventh level of CLIP's tree.</summary>
    private const int MaxDepth = 32;

    /// <summary>The largest CLIP has some 1,000 modules with 10 attributes each.</summary>
    private const int MaxAttributes = 1 << 18;

    /// <summary>What OpenAI's archives say besides weights, as a tensor or as a plain integer. Other integers are no weights.</summary>
    private static readonly string[] _integers = ["input_resolution", "context_length", "vocab_size"];

    private int _attributes;

    private ScriptedParameters()
    {
    }

    public Dictionary<string, PickledTensor> Tensors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Integers { get; } = new(StringComparer.Ordinal);

    /// <param name="root">The archive's object.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">The tree has no end, or more attributes than a model has.</exception>
    public static ScriptedParameters Of(PickledModule root, string path)
    {
        var parameters = new ScriptedParameters();
        try
        {
            parameters.Add(root, "", depth: 0);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be read as a TorchScript archive: {e.Message}", e);
        }
        foreach (var name in _integers)
        {
            if (root.Attributes?[name] is long value)
            {
                parameters.Integers[name] = value;
            }
        }
        return parameters;
    }

    private void Add(PickledModule module, string prefix, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException(Invariant($"its modules are nested more than {MaxDepth} deep."));
        }
        foreach (var (name, value) in module.Attributes?.Entries ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            // A module may be part of several others, so that a few objects can make a tree without a bound.
            if (++_attributes > MaxAttributes)
            {
                throw new InvalidDataException(Invariant($"its modules have more than {MaxAttributes} attributes."));
            }
            if (value is PickledTensor tensor)
            {
                Tensors[TensorNames.RequireShort(prefix + name)] = tensor;
            }
            else if (value is PickledModule inner)
            {
                Add(inner, TensorNames.RequireShort(prefix + name) + ".", depth + 1);
            }
        }
    }
}

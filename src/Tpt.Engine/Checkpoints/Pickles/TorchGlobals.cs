using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// The names that a checkpoint's pickle may refer to, and what stands for them here. A pickle can name any function of any
/// module and have it called; these alone are known, and none of them runs anything.
/// </summary>
internal static class TorchGlobals
{
    /// <summary>A convolution has 4 dimensions.</summary>
    private const int MaxRank = 8;

    /// <summary>Where the classes of a TorchScript archive are, whose code lies in the archive.</summary>
    private const string Scripted = "__torch__.";

    private static readonly HashSet<string> _tensors = new(StringComparer.Ordinal)
    {
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "torch._tensor._rebuild_from_type_v2",
    };

    private static readonly HashSet<string> _dictionaries = new(StringComparer.Ordinal)
    {
        "collections.OrderedDict",
        "collections.defaultdict",
    };

    /// <summary>Marks that TorchScript puts around the value of an attribute.</summary>
    private static readonly HashSet<string> _typeMarks = new(StringComparer.Ordinal)
    {
        "torch.jit._pickle.build_boollist",
        "torch.jit._pickle.build_doublelist",
        "torch.jit._pickle.build_intlist",
        "torch.jit._pickle.build_tensorlist",
        "torch.jit._pickle.restore_type_tag",
    };

    public static bool IsKnown(PickledGlobal global)
        => _tensors.Contains(global.FullName) || _dictionaries.Contains(global.FullName) || _typeMarks.Contains(global.FullName)
        || IsScripted(global) || TorchDTypes.OfStorage(global) is not null || InertGlobals.IsKnown(global);

    /// <summary>What a call of the name gives: a dictionary, a tensor's description, or what is not looked at.</summary>
    /// <exception cref="InvalidDataException">The name is not to be called, or not with these arguments.</exception>
    public static object? Call(PickledGlobal global, object?[] arguments)
        => (global.FullName, arguments) switch
        {
            // Behind a tensor may stand what is still to be done to its numbers, such as {'neg': True}.
            ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3", [_, _, _, _, _, _, .. var metadata]) when metadata.Any(value => value is PickledDictionary { Entries.Count: > 0 })
                => throw new InvalidDataException("a tensor is stored as the negative or the conjugate of its numbers. Save tensor.clone() in its place."),
            // (storage, offset, size, stride, requires_grad, hooks), and metadata in newer versions
            ("torch._utils._rebuild_tensor_v2", [PickledStorage storage, long offset, object?[] size, object?[] stride, ..])
                => new PickledTensor(storage, offset, ToIntegers(size), ToIntegers(stride)),
            // The same with a dtype at the end, or before the metadata.
            ("torch._utils._rebuild_tensor_v3", [PickledStorage storage, long offset, object?[] size, object?[] stride, _, _, PickledGlobal dtype, ..])
                => new PickledTensor(TorchDTypes.Retyped(storage, dtype), offset, ToIntegers(size), ToIntegers(stride)),
            ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [PickledTensor tensor, ..]) => tensor,
            // (function, class, its arguments, attributes): a tensor to which someone has added attributes
            ("torch._tensor._rebuild_from_type_v2", [PickledGlobal function, PickledGlobal { FullName: "torch.Tensor" or "torch.nn.parameter.Parameter" }, object?[] inner, _])
                when _tensors.Contains(function.FullName) && function != global => Call(function, inner),
            ("collections.OrderedDict", []) or ("collections.defaultdict", _) => new PickledDictionary(),
            _ when _typeMarks.Contains(global.FullName) && arguments.Length > 0 => arguments[0],
            _ when IsScripted(global) => new PickledModule(),
            _ when InertGlobals.IsCall(global) => global,
            _ => throw new InvalidDataException($"it calls {global.FullName} in a way that no checkpoint does."),
        };

    /// <summary>What <c>Class.__new__(Class)</c> gives: an object of a TorchScript archive, or the name itself, to which attributes are added in vain.</summary>
    /// <exception cref="InvalidDataException">The name is no class whose objects may be made.</exception>
    public static object Create(PickledGlobal global)
    {
        if (IsScripted(global))
        {
            return new PickledModule();
        }
        return InertGlobals.IsClass(global)
            ? global
            : throw new InvalidDataException($"it creates an object of {global.FullName}, which no checkpoint does.");
    }

    /// <summary>The storage of a persistent id, <c>("storage", type, key, device, count)</c>.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static PickledStorage ToStorage(object? persistentId)
        => persistentId is object?[] and ["storage", PickledGlobal type, string key, _, long count] && TorchDTypes.OfStorage(type) is { } dtype
            ? new PickledStorage(dtype, key, count)
            : throw new InvalidDataException("it has a persistent id that is no storage.");

    private static bool IsScripted(PickledGlobal global) => global.Module.StartsWith(Scripted, StringComparison.Ordinal);

    /// <summary>A copy of few numbers: one tuple may stand in a thousand tensors.</summary>
    private static long[] ToIntegers(object?[] values)
        => values.Length <= MaxRank
            ? [.. values.Select(value => value is long number ? number : throw new InvalidDataException("a tensor's size or stride is no integer."))]
            : throw new InvalidDataException(Invariant($"a tensor has {values.Length} dimensions; that of a model has at most {MaxRank}."));
}

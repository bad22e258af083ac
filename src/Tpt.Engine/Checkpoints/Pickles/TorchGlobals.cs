using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// The names that a checkpoint's pickle may refer to, and what stands for them here. A pickle can name any function of any
/// module and have it called; these alone are known, and none of them runs anything.
/// </summary>
internal static class TorchGlobals
{
    /// <summary>Classes of the training state that CoOp saves beside the context; their objects stay empty.</summary>
    private static readonly HashSet<string> _ignoredClasses = new(StringComparer.Ordinal)
    {
        "torch.optim.sgd.SGD",
        "torch.optim.lr_scheduler.CosineAnnealingLR",
    };

    private static readonly HashSet<string> _dictionaries = new(StringComparer.Ordinal)
    {
        "collections.OrderedDict",
        "collections.defaultdict",
    };

    /// <summary>Names that are only arguments of others.</summary>
    private static readonly HashSet<string> _arguments = new(StringComparer.Ordinal) { "__builtin__.dict", "builtins.dict" };

    private static readonly Dictionary<string, ScalarType> _storages = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
    };

    public static bool IsKnown(PickledGlobal global)
        => global.FullName is "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_parameter"
        || _dictionaries.Contains(global.FullName) || _arguments.Contains(global.FullName)
        || _ignoredClasses.Contains(global.FullName) || _storages.ContainsKey(global.FullName);

    /// <summary>What a call of the name gives: a dictionary, or a tensor's description.</summary>
    /// <exception cref="InvalidDataException">The name is not to be called, or not with these arguments.</exception>
    public static object Call(PickledGlobal global, object?[] arguments)
        => (global.FullName, arguments) switch
        {
            // (storage, offset, size, stride, requires_grad, hooks), and metadata in newer versions
            ("torch._utils._rebuild_tensor_v2", [PickledStorage storage, long offset, object?[] size, object?[] stride, ..])
                => new PickledTensor(storage, offset, ToIntegers(size), ToIntegers(stride)),
            ("torch._utils._rebuild_parameter", [PickledTensor tensor, ..]) => tensor,
            ("collections.OrderedDict", []) or ("collections.defaultdict", _) => new PickledDictionary(),
            _ => throw new InvalidDataException($"it calls {global.FullName} in a way that no checkpoint does."),
        };

    /// <summary>What <c>Class.__new__(Class)</c> gives: the name itself, to which attributes are added in vain.</summary>
    /// <exception cref="InvalidDataException">The name is no class whose objects are ignored.</exception>
    public static PickledGlobal Create(PickledGlobal global)
        => _ignoredClasses.Contains(global.FullName)
            ? global
            : throw new InvalidDataException($"it creates an object of {global.FullName}, which no checkpoint does.");

    /// <summary>The storage of a persistent id, <c>("storage", type, key, device, count)</c>.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static PickledStorage ToStorage(object? persistentId)
        => persistentId is object?[] and ["storage", PickledGlobal type, string key, _, long count]
            && _storages.TryGetValue(type.FullName, out var dtype)
            ? new PickledStorage(dtype, key, count)
            : throw new InvalidDataException("it has a persistent id that is no storage.");

    private static long[] ToIntegers(object?[] values)
        => [.. values.Select(value => value is long number ? number : throw new InvalidDataException("a tensor's size or stride is no integer."))];
}

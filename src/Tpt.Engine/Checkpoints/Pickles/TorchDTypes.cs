using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>PyTorch's names of storages and dtypes.</summary>
internal static class TorchDTypes
{
    /// <summary>A storage of bytes. What they are, a tensor on it says.</summary>
    private const string Untyped = "torch.storage.UntypedStorage";

    private static readonly Dictionary<string, PickledDType> _storages = new PickledDType[]
    {
        new("torch.DoubleStorage", ScalarType.Float64, 8),
        new("torch.FloatStorage", ScalarType.Float32, 4),
        new("torch.HalfStorage", ScalarType.Float16, 2),
        new("torch.BFloat16Storage", ScalarType.BFloat16, 2),
        new("torch.LongStorage", ScalarType.Int64, 8),
        new("torch.IntStorage", ScalarType.Int32, 4),
        new("torch.ShortStorage", ScalarType.Int16, 2),
        new("torch.CharStorage", ScalarType.Int8, 1),
        new("torch.ByteStorage", ScalarType.Byte, 1),
        new("torch.BoolStorage", ScalarType.Bool, 1),
        new("torch.ComplexFloatStorage", Type: null, 0),
        new("torch.ComplexDoubleStorage", Type: null, 0),
        new("torch.QInt8Storage", Type: null, 0),
        new("torch.QUInt8Storage", Type: null, 0),
        new("torch.QInt32Storage", Type: null, 0),
        new("torch.QUInt4x2Storage", Type: null, 0),
        new("torch.QUInt2x4Storage", Type: null, 0),
        new(Untyped, Type: null, 0),
    }.ToDictionary(dtype => dtype.Name, StringComparer.Ordinal);

    /// <summary>How the names of dtypes begin: <c>torch.float32</c>, <c>torch.float8_e4m3fn</c>, <c>torch.uint16</c>.</summary>
    private static readonly string[] _dtypes = ["bfloat", "bits", "bool", "complex", "double", "float", "half", "int", "long", "qint", "quint", "short", "uint"];

    /// <summary>What the name of a storage's class says; null where it is none.</summary>
    public static PickledDType? OfStorage(PickledGlobal global) => _storages.GetValueOrDefault(global.FullName);

    /// <summary>Whether the name is that of a dtype, a value that nothing can be done with.</summary>
    public static bool IsDType(PickledGlobal global)
        => global.Module == "torch" && global.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && _dtypes.Any(start => global.Name.StartsWith(start, StringComparison.Ordinal));

    /// <summary>A storage whose tensor says the dtype: it does so only for the dtypes that have no storage of their own, none of which can be read.</summary>
    public static PickledStorage Retyped(PickledStorage storage, PickledGlobal dtype) => storage with { DType = new PickledDType(dtype.FullName, Type: null, 0) };
}

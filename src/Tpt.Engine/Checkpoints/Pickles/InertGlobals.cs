namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// Names of what trainers save beside the weights. The object of such a class stays empty: the name itself stands for it, attributes and
/// items are added to it in vain, and nobody looks at it.
/// </summary>
internal static class InertGlobals
{
    /// <summary>Optimizers and schedulers of PyTorch, and those of Dassl, with which CoOp and its successors are trained.</summary>
    private static readonly string[] _packages = ["torch.optim.", "dassl.optim."];

    private static readonly HashSet<string> _classes = new(StringComparer.Ordinal)
    {
        "argparse.Namespace",
        "pytorch_lightning.utilities.parsing.AttributeDict",
        "lightning_fabric.utilities.data.AttributeDict",
        "lightning.fabric.utilities.data.AttributeDict",
    };

    /// <summary>What Python writes as a call: a learning rate that NumPy computed, a shape, a set, a path.</summary>
    private static readonly HashSet<string> _calls = new(StringComparer.Ordinal)
    {
        "torch.Size",
        "torch.device",
        "numpy.dtype",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct",
        "_codecs.encode",
        "__builtin__.set",
        "builtins.set",
        "collections.Counter",
        "collections.deque",
        "pathlib.Path",
        "pathlib.PosixPath",
        "pathlib.WindowsPath",
        "pathlib.PurePosixPath",
        "pathlib.PureWindowsPath",
    };

    /// <summary>Names that are only arguments of others.</summary>
    private static readonly HashSet<string> _arguments = new(StringComparer.Ordinal)
    {
        "__builtin__.dict",
        "builtins.dict",
        "__builtin__.list",
        "builtins.list",
        "numpy.ndarray",
        "torch.Tensor",
        "torch.nn.parameter.Parameter",
    };

    public static bool IsKnown(PickledGlobal global)
        => IsClass(global) || IsCall(global) || _arguments.Contains(global.FullName) || TorchDTypes.IsDType(global);

    /// <summary>Whether an object of that class may be made, without arguments.</summary>
    public static bool IsClass(PickledGlobal global)
        => _classes.Contains(global.FullName) || _packages.Any(package => global.FullName.StartsWith(package, StringComparison.Ordinal));

    /// <summary>Whether the name may be called, with any arguments. Nothing is.</summary>
    public static bool IsCall(PickledGlobal global) => _calls.Contains(global.FullName);
}

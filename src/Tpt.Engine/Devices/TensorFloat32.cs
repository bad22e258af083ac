using static TorchSharp.torch;

namespace Tpt.Engine.Devices;

/// <summary>
/// Whether products of 32-bit floats on a GPU may round their factors to TensorFloat-32. libtorch has one switch for the process, and another for
/// convolutions, which is on where nobody turns it off: so a model on a GPU sets both, and models that want it otherwise cannot be loaded beside it.
/// </summary>
internal sealed class TensorFloat32 : IDisposable
{
    private static readonly Lock _lock = new();
    private static int _users;
    private static bool _isAllowed;
    private static (bool Products, bool Convolutions) _before;
    private bool _disposed;

    private TensorFloat32(bool isAllowed) => IsAllowed = isAllowed;

    /// <summary>Whether factors may be rounded.</summary>
    public bool IsAllowed { get; }

    /// <summary>Sets the switches until every user is disposed of; then they are as the application had them.</summary>
    /// <param name="allow">Whether factors may be rounded.</param>
    /// <exception cref="InvalidOperationException">A model of this process wants it otherwise.</exception>
    public static TensorFloat32 Use(bool allow)
    {
        lock (_lock)
        {
            if (_users > 0 && _isAllowed != allow)
            {
                throw new InvalidOperationException(
                    $"Approximations.Precision {(allow ? "is TensorFloat32, but a model on a GPU of this process was loaded without it" : "is not TensorFloat32, but a model on a GPU of this process was loaded with it")}, and libtorch has one switch for the whole process. Use one precision of the two for all models, or dispose of the other model first.");
            }
            if (_users == 0)
            {
                _before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
            }
            (_users, _isAllowed) = (_users + 1, allow);
            Set(allow, allow);
        }
        return new TensorFloat32(allow);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            if (--_users == 0)
            {
                Set(_before.Products, _before.Convolutions);
            }
        }
    }

    private static void Set(bool products, bool convolutions) => (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (products, convolutions);
}

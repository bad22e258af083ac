using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Views;

/// <summary>
/// The buffers for views of one number and size: what is given back is handed out again. The system clears the memory of a new buffer
/// page by page, which takes as long as it takes to render views of a small picture.
/// </summary>
/// <remarks>
/// A buffer that is not in use is held weakly. So there are never more than were in use at once, and a full collection frees those
/// that are not. Safe for use from several threads.
/// </remarks>
/// <param name="count">The number of views.</param>
/// <param name="size">The side of a view in pixels.</param>
/// <param name="normalization">What makes numbers of the views' bytes; null where the views are numbers already, as AugMix's are, which mixes behind it.</param>
internal sealed class ViewBuffers(int count, int size, ViewNormalization? normalization)
{
    private readonly int _length = checked(count * 3 * size * size);
    private readonly Stack<WeakReference<Array>> _unused = [];

    public int Count => count;

    public int Size => size;

    public ViewNormalization? Normalization => normalization;

    /// <summary>What the buffers hold: uint8, or fp32 where the views are normalised already.</summary>
    public ScalarType DType => normalization is null ? ScalarType.Float32 : ScalarType.Byte;

    /// <summary>A buffer of any content.</summary>
    public ViewBuffer Rent()
    {
        lock (_unused)
        {
            while (_unused.TryPop(out var reference))
            {
                if (reference.TryGetTarget(out var array))
                {
                    return new ViewBuffer(array, _length);
                }
            }
        }

        return ViewBuffer.Allocate(DType, _length);
    }

    /// <param name="buffer">A buffer of <see cref="Rent"/> that nobody uses any more.</param>
    public void Return(ViewBuffer buffer)
    {
        // Of the array, not of the buffer: a young object would be gone after the next small collection.
        var reference = new WeakReference<Array>(buffer.Array);
        lock (_unused)
        {
            _unused.Push(reference);
        }
    }
}

using static TorchSharp.torch;

namespace Tpt.Engine.Views;

/// <summary>
/// The views of one image as the model takes them: normalised fp32 <c>[Count, 3, Size, Size]</c>, view 0 the centre view.
/// They take <c>12 Count Size Size</c> bytes: 39 MB for 64 views of 224 x 224 pixels. Disposing gives the memory back, for the views of
/// another image.
/// </summary>
/// <example>
/// <code>
/// using ViewBatch views = classifier.CreateViews(image);
/// Console.WriteLine($"{views.Count} views of {views.Size} px: {views.Pixels.Length} numbers");
/// TptPrediction prediction = classifier.Predict(views);
/// </code>
/// </example>
public sealed class ViewBatch : IDisposable
{
    private static long s_created;
    private static long s_disposed;

    private readonly ViewBuffers _buffers;
    private ViewBuffer? _buffer;

    internal ViewBatch(ViewBuffers buffers)
    {
        _buffers = buffers;
        _buffer = buffers.Rent();
        Interlocked.Increment(ref s_created);
    }

    /// <summary>The number of views, at least 1.</summary>
    public int Count => _buffers.Count;

    /// <summary>What the views were made by.</summary>
    internal ViewRecipe? Recipe { get; init; }

    /// <summary>The side of a view in pixels.</summary>
    public int Size => _buffers.Size;

    /// <summary>[<see cref="Count"/>, 3, <see cref="Size"/>, <see cref="Size"/>]. Not to be used after this object is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public ReadOnlyMemory<float> Pixels => Buffer.Memory;

    /// <summary>How many the process has made, for tests that all of them are disposed of.</summary>
    internal static long CreatedCount => Interlocked.Read(ref s_created);

    /// <summary>How many of these are disposed of.</summary>
    internal static long DisposedCount => Interlocked.Read(ref s_disposed);

    private ViewBuffer Buffer
    {
        get
        {
            var buffer = Volatile.Read(ref _buffer);
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer;
        }
    }

    /// <summary>[3, <see cref="Size"/>, <see cref="Size"/>] of one view, to be filled.</summary>
    internal Span<float> View(int index)
    {
        var length = 3 * Size * Size;
        return Buffer.Memory.Span.Slice(index * length, length);
    }

    /// <summary>
    /// The views as a tensor on the CPU that shares their memory, for the caller or its scope to dispose of. What was computed of it is
    /// of these views if <see cref="ThrowIfDisposed"/> does not throw afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    internal Tensor ToTensor() => Buffer.ToTensor(Count, 3, Size, Size);

    /// <exception cref="ObjectDisposedException">The batch is disposed, and its memory may hold another image's views.</exception>
    internal void ThrowIfDisposed() => _ = Buffer;

    /// <summary>Gives the memory back. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            Interlocked.Increment(ref s_disposed);
            _buffers.Return(buffer);
        }
    }
}

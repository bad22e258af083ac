using Tpt.Engine.Numerics;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Views;

/// <summary>
/// The views of one image, <c>[Count, 3, Size, Size]</c>, view 0 the centre view. They are bytes, which the model's device normalises:
/// <c>3 Count Size Size</c> of them, 9.6 MB for 64 views of 224 x 224 pixels. AugMix mixes normalised numbers, so that its views take four times as much.
/// Disposing gives the memory back, for the views of another image.
/// </summary>
/// <example>
/// <code>
/// using ViewBatch views = classifier.CreateViews(image);
/// var centre = new float[3 * views.Size * views.Size];
/// views.CopyTo(0, centre);
/// Console.WriteLine($"{views.Count} views of {views.Size} px; the first number that the model reads is {centre[0]:0.00}");
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

    /// <summary>Whether the views are normalised numbers already, and not bytes.</summary>
    internal bool IsNormalized => _buffers.Normalization is null;

    /// <summary>How many the process has made, for tests that all of them are disposed of.</summary>
    internal static long CreatedCount => Interlocked.Read(ref s_created);

    /// <summary>How many of these are disposed of.</summary>
    internal static long DisposedCount => Interlocked.Read(ref s_disposed);

    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    internal ViewBuffer Buffer
    {
        get
        {
            var buffer = Volatile.Read(ref _buffer);
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer;
        }
    }

    private int Length => 3 * Size * Size;

    /// <summary>One view as the model reads it: normalised, <c>[3, Size, Size]</c>.</summary>
    /// <param name="view">Which view, from 0.</param>
    /// <param name="destination">Where its numbers go; they are <c>3 Size Size</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such view.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    /// <example>
    /// <code>
    /// using ViewBatch views = classifier.CreateViews(image);
    /// var numbers = new float[3 * views.Size * views.Size];
    /// views.CopyTo(views.Count - 1, numbers);
    /// </code>
    /// </example>
    public void CopyTo(int view, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, Count);
        if (destination.Length < Length)
        {
            throw new ArgumentException(Invariant($"The destination has {destination.Length} numbers, and a view of {Size} x {Size} pixels has {Length}."), nameof(destination));
        }
        if (IsNormalized)
        {
            Floats(view).CopyTo(destination);
            return;
        }
        var plane = Size * Size;
        for (var channel = 0; channel < 3; channel++)
        {
            _buffers.Normalization!.Table.Normalize(channel, Bytes(view).Slice(channel * plane, plane), destination.Slice(channel * plane, plane));
        }
    }

    /// <summary>[3, <see cref="Size"/>, <see cref="Size"/>] of one view, to be filled.</summary>
    internal Span<byte> Bytes(int view) => Buffer.Bytes.Slice(view * Length, Length);

    /// <summary>The same where the views are normalised.</summary>
    internal Span<float> Floats(int view) => Buffer.Floats.Slice(view * Length, Length);

    /// <summary>
    /// The views as they are, as a tensor on the CPU that shares their memory, for the caller or its scope to dispose of: uint8, or fp32 where they
    /// are normalised. What was computed of it is of these views if <see cref="ThrowIfDisposed"/> does not throw afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    internal Tensor Share() => Buffer.ToTensor(Count, 3, Size, Size);

    /// <summary>The first views, normalised in fp32 on a device, <c>[count, 3, Size, Size]</c>. The same is true of it as of <see cref="Share"/>.</summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    internal Tensor ToTensor(Device device, int count)
    {
        using var scope = NewDisposeScope();
        var views = DeviceUpload.To(device, Share().narrow(0, 0, count));
        return (_buffers.Normalization?.Apply(views) ?? views).MoveToOuterDisposeScope();
    }

    /// <summary>All views, on the CPU.</summary>
    internal Tensor ToTensor() => ToTensor(CPU, Count);

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

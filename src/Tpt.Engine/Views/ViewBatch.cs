using System.Buffers;

namespace Tpt.Engine.Views;

/// <summary>
/// The views of one image as the model takes them: normalised fp32 <c>[Count, 3, Size, Size]</c>, view 0 the centre view.
/// The buffer is pooled; disposing gives it back.
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
    private readonly int _length;
    private float[]? _buffer;

    internal ViewBatch(int count, int size)
    {
        Count = count;
        Size = size;
        _length = checked(count * 3 * size * size);
        _buffer = ArrayPool<float>.Shared.Rent(_length);
    }

    /// <summary>The number of views, at least 1.</summary>
    public int Count { get; }

    /// <summary>What the views were made by.</summary>
    internal ViewRecipe? Recipe { get; init; }

    /// <summary>The side of a view in pixels.</summary>
    public int Size { get; }

    /// <summary>[<see cref="Count"/>, 3, <see cref="Size"/>, <see cref="Size"/>]. Not to be used after this object is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public ReadOnlyMemory<float> Pixels => Buffer.AsMemory(0, _length);

    /// <summary>The views as fp32 <c>[Count, 3, Size, Size]</c> on the CPU; it belongs to the caller's dispose scope.</summary>
    internal TorchSharp.torch.Tensor ToTensor()
    {
        var pixels = TorchSharp.torch.empty([Count, 3, Size, Size], dtype: TorchSharp.torch.ScalarType.Float32, device: TorchSharp.torch.CPU);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(Pixels.Span).CopyTo(pixels.bytes);
        return pixels;
    }

    private float[] Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    /// <summary>[3, <see cref="Size"/>, <see cref="Size"/>] of one view, to be filled.</summary>
    internal Span<float> View(int index)
    {
        int length = 3 * Size * Size;
        return Buffer.AsSpan(0, _length).Slice(index * length, length);
    }

    /// <summary>Gives the buffer back. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}

using System.Buffers;

namespace Tpt.Engine.Imaging;

/// <summary>
/// One axis of a resize: for each output position the first source position and <see cref="Taps"/> weights of 22
/// fractional bits. The buffers come from the pool; dispose once.
/// </summary>
internal readonly struct ResampleWeights : IDisposable
{
    public const int FractionalBits = 22;

    /// <summary>The output positions are filled up with weights of 0 to a multiple of this, for passes that work on groups.</summary>
    public const int Group = 4;

    private readonly int[] _starts;
    private readonly int[] _weights;
    private readonly int _padded;

    private ResampleWeights(int[] starts, int[] weights, int padded, int taps, int firstInput, int inputCount)
    {
        _starts = starts;
        _weights = weights;
        _padded = padded;
        Taps = taps;
        FirstInput = firstInput;
        InputCount = inputCount;
    }

    /// <summary>The number of weights of every output position; short ones are filled up with zeros.</summary>
    public int Taps { get; }

    /// <summary>The first source position that any output position reads.</summary>
    public int FirstInput { get; }

    /// <summary>The number of source positions from <see cref="FirstInput"/> to the last one read.</summary>
    public int InputCount { get; }

    /// <summary>The first source position of each output position, relative to <see cref="FirstInput"/>.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, _padded);

    /// <summary>[output positions, <see cref="Taps"/>].</summary>
    public ReadOnlySpan<int> Weights => _weights.AsSpan(0, _padded * Taps);

    /// <summary>The weights of the computed part of an output axis; with <paramref name="mirror"/> they are positions of the mirrored output.</summary>
    public static ResampleWeights Create(ResampleFilter filter, int inputSize, ResampleAxis output, bool mirror) =>
        filter switch
        {
            _ when inputSize == output.Length => Create<IdentityKernel>(inputSize, output, mirror),
            ResampleFilter.Bilinear => Create<BilinearKernel>(inputSize, output, mirror),
            ResampleFilter.Bicubic => Create<BicubicKernel>(inputSize, output, mirror),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter must be Bilinear or Bicubic."),
        };

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_weights);
    }

    private static ResampleWeights Create<TKernel>(int inputSize, ResampleAxis output, bool mirror)
        where TKernel : struct, IResampleKernel
    {
        // centre = (x + 0.5) * scale; the kernel is widened by the scale when the image gets smaller (antialiasing).
        var scale = (double)inputSize / output.Length;
        var kernelScale = Math.Max(scale, 1);
        var support = TKernel.Support * kernelScale;

        var count = output.Count;
        var padded = (count + Group - 1) / Group * Group;
        var starts = ArrayPool<int>.Shared.Rent(padded);
        var taps = 0;
        for (var i = 0; i < count; i++)
        {
            var (start, end) = Reach(Position(i));
            starts[i] = start;
            taps = Math.Max(taps, end - start);
        }

        var weights = ArrayPool<int>.Shared.Rent(padded * taps);
        weights.AsSpan(0, padded * taps).Clear();
        var exact = taps <= 256 ? stackalloc double[taps] : new double[taps];
        int firstInput = int.MaxValue, endInput = 0;
        for (var i = 0; i < count; i++)
        {
            var position = Position(i);
            var (start, end) = Reach(position);

            // Every position has the same number of taps, so that no loop has an unpredictable end; one that would read
            // past the source starts earlier, with zeros in front.
            starts[i] = Math.Min(start, inputSize - taps);
            Quantize(start, end, (position + 0.5) * scale, weights.AsSpan((i * taps) + start - starts[i]), exact);
            firstInput = Math.Min(firstInput, starts[i]);
            endInput = Math.Max(endInput, starts[i] + taps);
        }

        for (var i = 0; i < count; i++)
        {
            starts[i] -= firstInput;
        }

        starts.AsSpan(count, padded - count).Clear();
        return new ResampleWeights(starts, weights, padded, taps, firstInput, endInput - firstInput);

        long Position(int i) => mirror ? output.Length - 1 - (output.First + i) : output.First + i;

        (int Start, int End) Reach(long position)
        {
            var centre = (position + 0.5) * scale;
            return (Math.Max((int)(centre - support + 0.5), 0), Math.Min((int)(centre + support + 0.5), inputSize));
        }

        void Quantize(int start, int end, double centre, Span<int> target, Span<double> exact)
        {
            var inverse = 1 / kernelScale;
            double sum = 0;
            for (var x = 0; x < end - start; x++)
            {
                exact[x] = TKernel.Weight((x + start - centre + 0.5) * inverse);
                sum += exact[x];
            }

            for (var x = 0; x < end - start; x++)
            {
                // w = k / sum(k), then round half away from zero at 22 fractional bits
                var weight = sum != 0 ? exact[x] / sum : exact[x];
                target[x] = (int)((weight * (1 << FractionalBits)) + (weight < 0 ? -0.5 : 0.5));
            }
        }
    }
}

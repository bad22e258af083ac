using static System.FormattableString;

namespace Tpt.Engine.Views;

/// <summary>
/// The numbers that libtorch's CPU generator draws one at a time after <c>torch.manual_seed</c>, without libtorch: MT19937
/// (Matsumoto and Nishimura 1998), seeded with the low 32 bits as <c>at::mt19937</c> is.
/// </summary>
internal sealed class TorchRandom
{
    private const int N = 624;
    private const int M = 397;

    private readonly uint[] _state = new uint[N];
    private int _next = N;

    public TorchRandom(ulong seed)
    {
        // s[j] = 1812433253 (s[j-1] ^ (s[j-1] >> 30)) + j
        _state[0] = (uint)seed;
        for (uint j = 1; j < N; j++)
        {
            _state[j] = (1812433253 * (_state[j - 1] ^ (_state[j - 1] >> 30))) + j;
        }
    }

    /// <summary><c>torch.rand(1)</c>: a multiple of 2^-24 in [0, 1).</summary>
    public float Rand() => Uniform(0, 1);

    /// <summary>
    /// <c>torch.empty(1).uniform_(from, to)</c>: <c>x (to - from) + from</c> in fp32, with x of 24 random bits; rounded once,
    /// since libtorch's kernel is compiled to a fused multiply-add, but by Microsoft's compiler: on Windows libtorch rounds twice, and the
    /// crops here are those of Linux.
    /// </summary>
    public float Uniform(float from, float to)
    {
        var x = (Next() & ((1 << 24) - 1)) * (1f / (1 << 24));
        return MathF.FusedMultiplyAdd(x, to - from, from);
    }

    /// <summary><c>torch.randint(low, high, (1,))</c>.</summary>
    /// <param name="low">The smallest result.</param>
    /// <param name="high">One past the largest; at most 2^28 above <paramref name="low"/>, beyond which libtorch draws 64 bits.</param>
    public long RandomInt(long low, long high)
    {
        var range = high - low;
        if (range is < 1 or > 1 << 28)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, Invariant($"high must be 1 to 2^28 above low, which is {low}."));
        }

        return low + (Next() % range);
    }

    private uint Next()
    {
        if (_next == N)
        {
            Twist();
        }

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (var j = 0; j < N; j++)
        {
            var y = (_state[j] & 0x80000000) | (_state[(j + 1) % N] & 0x7fffffff);
            _state[j] = _state[(j + M) % N] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}

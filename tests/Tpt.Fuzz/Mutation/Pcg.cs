namespace Tpt.Fuzz.Mutation;

/// <summary>Random numbers that are the same everywhere: PCG-XSH-RR with 64 bits of state (O'Neill 2014).</summary>
internal sealed class Pcg
{
    private const ulong Multiplier = 6364136223846793005;
    private const ulong Increment = 1442695040888963407;

    private ulong _state;

    private Pcg(ulong state) => _state = state;

    /// <summary>The numbers of one input.</summary>
    public static Pcg Of(string target, ulong seed, long index)
    {
        var state = target.Aggregate(Mix(seed), (hash, letter) => Mix(hash ^ letter));
        return new Pcg(Mix(state ^ Mix((ulong)index)));
    }

    public uint Next()
    {
        var old = _state;
        _state = unchecked((old * Multiplier) + Increment);
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; 0 where the bound is 0.</summary>
    public int Below(int bound) => (int)(((ulong)Next() * (uint)bound) >> 32);

    public bool OneIn(int count) => Below(count) == 0;

    public T Pick<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)Next();
        }
        return bytes;
    }

    /// <summary>SplitMix64's finalizer.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

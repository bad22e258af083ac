using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>
/// The label of each path so far, at 16 bytes a slot and 20 to 40 a path, for lists of many millions: 12 bytes of the path's SHA-256 and 4 of the
/// label's number. That two paths of ten million have the same 12 bytes has a chance of about 10⁻¹⁵.
/// </summary>
internal sealed class SeenLabels
{
    private const int LabelBits = 32;

    // A power of two; 0 is free. A label's number is from 1 on, so that no entry is 0.
    private UInt128[] _slots = new UInt128[1024];
    private int _count;

    /// <param name="path">The path.</param>
    /// <param name="label">The number of the label, from 0.</param>
    /// <returns>Whether the path is new, or has the label that it had before.</returns>
    public bool Add(string path, int label)
    {
        if (_count >= _slots.Length / 4 * 3)
        {
            Grow();
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(path.AsSpan()), hash);
        var entry = (BinaryPrimitives.ReadUInt128LittleEndian(hash) >> LabelBits << LabelBits) + (UInt128)(label + 1);
        ref var slot = ref Find(_slots, entry);
        if (slot != 0)
        {
            return slot == entry;
        }
        slot = entry;
        _count++;
        return true;
    }

    private void Grow()
    {
        var larger = new UInt128[checked(_slots.Length * 2)];
        foreach (var entry in _slots.Where(entry => entry != 0))
        {
            Find(larger, entry) = entry;
        }
        _slots = larger;
    }

    /// <summary>The slot of the entry's path, or the free one where it belongs.</summary>
    private static ref UInt128 Find(UInt128[] slots, UInt128 entry)
    {
        var at = (int)(entry >> LabelBits) & (slots.Length - 1);
        while (slots[at] != 0 && slots[at] >> LabelBits != entry >> LabelBits)
        {
            at = (at + 1) & (slots.Length - 1);
        }
        return ref slots[at];
    }
}

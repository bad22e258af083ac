using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>
/// An archive of torch.save with one large storage of zeros, written as PyTorch writes it, with numbers of 64 bits. On the disk it takes no room.
/// </summary>
internal static class SparseTorchArchive
{
    private const uint Narrow = uint.MaxValue;

    /// <param name="path">The file.</param>
    /// <param name="pickle">The pickle, whose tensors are on the storage "0" of 32-bit floats.</param>
    /// <param name="count">The numbers of that storage.</param>
    /// <param name="last">Its last numbers; those before are 0.</param>
    public static void Write(string path, PickleBuilder pickle, long count, float[] last)
    {
        var (data, numbers) = (pickle.Build(), count * sizeof(float));
        using var file = File.Create(path);
        var directory = new List<byte>();
        Local(file, directory, "weights/data.pkl", data.Length);
        file.Write(data);
        Local(file, directory, "weights/data/0", numbers);
        file.SetLength(file.Position + numbers);
        file.Position = file.Length - (last.Length * sizeof(float));
        file.Write(MemoryMarshal.AsBytes<float>(last));
        var at = file.Position;
        file.Write([.. directory]);
        // The end of the directory in 64 bits, where that is, and the end in 32 bits.
        var end64 = file.Position;
        file.Write(Bytes(0x06064b50u, 44L, (ushort)45, (ushort)45, 0u, 0u, 2L, 2L, (long)directory.Count, at));
        file.Write(Bytes(0x07064b50u, 0u, end64, 1u));
        file.Write(Bytes(0x06054b50u, (ushort)0, (ushort)0, (ushort)2, (ushort)2, Narrow, Narrow, (ushort)0));
    }

    private static void Local(FileStream file, List<byte> directory, string name, long length)
    {
        var (utf8, offset) = (Encoding.UTF8.GetBytes(name), file.Position);
        file.Write(Bytes(0x04034b50u, (ushort)45, (ushort)0, (ushort)0, 0u, 0u, Narrow, Narrow, (ushort)utf8.Length, (ushort)0));
        file.Write(utf8);
        var wide = Bytes((ushort)1, (ushort)24, length, length, offset);
        directory.AddRange(Bytes(0x02014b50u, (ushort)45, (ushort)45, (ushort)0, (ushort)0, 0u, 0u, Narrow, Narrow, (ushort)utf8.Length, (ushort)wide.Length, (ushort)0, (ushort)0, (ushort)0, 0u, Narrow));
        directory.AddRange(utf8);
        directory.AddRange(wide);
    }

    private static byte[] Bytes(params object[] numbers) => [.. numbers.SelectMany(number =>
    {
        var bytes = new byte[number is ushort ? 2 : number is uint ? 4 : 8];
        switch (number)
        {
            case ushort narrow: BinaryPrimitives.WriteUInt16LittleEndian(bytes, narrow); break;
            case uint middle: BinaryPrimitives.WriteUInt32LittleEndian(bytes, middle); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)number); break;
        }
        return bytes;
    })];
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>
/// An archive of torch.save with one large tensor of zeros, written as PyTorch writes it, with numbers of 64 bits. On the disk it takes no room.
/// </summary>
internal static class SparseTorchArchive
{
    private const uint Narrow = uint.MaxValue;

    /// <param name="path">The file.</param>
    /// <param name="rows">The rows of the tensor "embedding", in 32-bit floats.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="lastRow">The value of all numbers of the last row.</param>
    public static void Write(string path, int rows, int columns, float lastRow)
    {
        var pickle = new PickleBuilder().Dict(("embedding", p => p.Tensor("FloatStorage", "0", rows * columns, 0, [rows, columns], [columns, 1]))).Build();
        var numbers = (long)rows * columns * sizeof(float);
        using var file = File.Create(path);
        var directory = new List<byte>();
        Local(file, directory, "weights/data.pkl", pickle.Length);
        file.Write(pickle);
        Local(file, directory, "weights/data/0", numbers);
        file.SetLength(file.Position + numbers);
        file.Position = file.Length - (columns * sizeof(float));
        file.Write(MemoryMarshal.AsBytes<float>(Enumerable.Repeat(lastRow, columns).ToArray()));
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

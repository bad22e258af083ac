using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using static System.FormattableString;

namespace Tpt.Engine.Files;

/// <summary>
/// A file that is open for reading, and that is believed only as long as it does not change. It is not mapped into memory: a mapped file
/// that another process shortens ends this one, while a read of it comes back short.
/// </summary>
internal sealed class RegularFile : IDisposable
{
    private const int HashedAtOnce = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly DateTime _written;

    private RegularFile(string path, SafeFileHandle handle)
    {
        (Path, _handle) = (path, handle);
        (Length, _written) = (RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
    }

    public string Path { get; }

    /// <summary>The length in bytes when the file was opened.</summary>
    public long Length { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty, or a pipe or a device, of which the length is 0 too.</exception>
    public static RegularFile Open(string path)
    {
        // A pipe is never opened: that would wait for someone who writes into it, if need be for ever.
        if (LengthOf(path) == 0)
        {
            throw new InvalidDataException($"'{path}' cannot be read: it has 0 bytes, or is no regular file.");
        }
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new RegularFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The length of a file, or of the one that a link leads to; 0 for what is no regular file.</summary>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }

    /// <summary>Fills the span with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void Read(Span<byte> bytes, long offset)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_handle, bytes[done..], offset + done);
            done += read > 0 ? read : throw new InvalidDataException(Invariant($"'{Path}' ends at byte {offset + done}. It had {Length} bytes when it was opened; it was changed meanwhile."));
        }
    }

    /// <summary>The file's fingerprint, over the bytes behind the very handle that everything was read from.</summary>
    /// <exception cref="InvalidDataException">The file was changed since it was opened.</exception>
    public ModelFile Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[(int)Math.Min(HashedAtOnce, Length)];
        for (long offset = 0; offset < Length; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - offset));
            Read(part, offset);
            hash.AppendData(part);
        }
        RequireUnchanged();
        return new ModelFile(System.IO.Path.GetFullPath(Path), Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose() => _handle.Dispose();

    private void RequireUnchanged()
    {
        if (RandomAccess.GetLength(_handle) != Length || File.GetLastWriteTimeUtc(_handle) != _written)
        {
            throw new InvalidDataException($"'{Path}' was changed while it was read. Load the model again once nothing writes to it.");
        }
    }
}

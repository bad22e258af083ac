using static System.FormattableString;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// What a reader of a file reads through, where it trusts the file. A read that the system refuses is kept, whatever the reader makes of it: that
/// passes, as on a shared disk. A place outside the file is the file's own fault, and never gets to the system. So is a loop of the reader, which
/// would read for ever.
/// </summary>
/// <param name="file">The file, which is closed with this.</param>
internal sealed class SourceStream(Stream file) : Stream
{
    /// <summary>The error of the first read that the system refused; null where there was none.</summary>
    public IOException? Refused { get; private set; }

    /// <summary>How many bytes may be read still.</summary>
    private long _left = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Ask(() => file.Length);

    /// <exception cref="InvalidDataException">It is set to a place outside the file.</exception>
    public override long Position
    {
        get => file.Position;
        set => file.Position = value >= 0 && value <= Length ? value : throw new InvalidDataException(Invariant($"it has {Length} bytes, and speaks of its byte {value}"));
    }

    /// <summary>From now on as many bytes are read as the file has: a reader needs none twice for one answer. Each call begins anew.</summary>
    public void ReadEachByteOnce() => _left = Length;

    /// <exception cref="InvalidDataException">The file ended before, or more is read than it has.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Counted(Ask(() => file.Read(buffer, offset, count)), count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Counted(await file.ReadAsync(buffer, cancellationToken), buffer.Length);
        }
        catch (IOException exception)
        {
            Refused ??= exception;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = unchecked(offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    });

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Counted(int read, int asked)
    {
        _left -= read;
        return _left < 0 || (read == 0 && asked > 0)
            ? throw new InvalidDataException(Invariant($"its pages end behind its {Length} bytes, or lie over one another"))
            : read;
    }

    private T Ask<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (IOException exception)
        {
            Refused ??= exception;
            throw;
        }
    }
}

namespace Tpt.Hub.Storing;

/// <summary>Writes the bytes of a file that is being brought, and hashes them.</summary>
internal sealed class PartWriter : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string _etag;
    private readonly string _folder;
    private readonly long _size;
    private ContentHash _hash;

    private PartWriter(Stream stream, string folder, string etag, long size)
        => (_stream, _folder, _etag, _size, _hash) = (stream, folder, etag, size, new ContentHash(etag, size));

    /// <summary>How many bytes are there.</summary>
    public long Length { get; private set; }

    /// <summary>Opens the part, with the bytes that an earlier download left.</summary>
    public static async Task<PartWriter> OpenAsync(string path, string etag, long size, HubMachine machine, CancellationToken cancellation)
    {
        var part = new PartWriter(machine.OpenPart(path), Path.GetDirectoryName(path)!, etag, size);
        try
        {
            await part.ReadAsync(cancellation);
            return part;
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="HubException">The disk is full.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellation);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw DiskSpace.Full(_folder, _size - Length, e);
        }
        _hash.Append(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Forgets all bytes.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        _hash.Dispose();
        _hash = new ContentHash(_etag, _size);
        Length = 0;
    }

    /// <summary>Whether the bytes are those that the hash is of. Then they are on the disk itself: after a power cut no file stands under its name without its bytes.</summary>
    public bool IsRight()
    {
        if (!_hash.IsRight())
        {
            return false;
        }
        if (_stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        return true;
    }

    public ValueTask DisposeAsync()
    {
        _hash.Dispose();
        return _stream.DisposeAsync();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (_stream.Length > _size)
        {
            Restart();
        }
        var buffer = new byte[1 << 20];
        for (var read = await _stream.ReadAsync(buffer, cancellation); read > 0; read = await _stream.ReadAsync(buffer, cancellation))
        {
            _hash.Append(buffer.AsSpan(0, read));
            Length += read;
        }
    }
}

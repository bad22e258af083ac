using Microsoft.AspNetCore.Http;

namespace Tpt.HubServer;

/// <summary>The body of an answer, with faults at given places.</summary>
internal sealed class FaultyBody(HttpContext context) : Stream
{
    private readonly Stream _body = context.Response.Body;

    public long? CutAt { get; init; }

    public long? StallAt { get; init; }

    public long? EndAt { get; init; }

    public long? WrongAt { get; init; }

    public TimeSpan Pause { get; init; }

    public int Piece { get; init; } = int.MaxValue;

    /// <summary>How many bytes were let through.</summary>
    public long Written { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0 && !(Written >= EndAt))
        {
            var size = (int)Math.Min(Math.Min(buffer.Length, Piece), (CutAt ?? StallAt ?? EndAt ?? long.MaxValue) - Written);
            var piece = buffer[..size].ToArray();
            if (WrongAt is { } at && at >= Written && at < Written + size)
            {
                piece[at - Written] ^= 0xFF;
            }

            await _body.WriteAsync(piece, cancellationToken);
            await _body.FlushAsync(cancellationToken);
            (Written, buffer) = (Written + size, buffer[size..]);
            if (Written == CutAt)
            {
                // Bytes on their way would be lost with the connection: they are given the time to arrive.
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
                context.Abort();
                throw new OperationCanceledException("cut");
            }
            if (Written == StallAt)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _body.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

namespace Tpt.Cli.Tests.Batch.Support;

/// <summary>A file whose disk fails after so many reads, as a share that is gone does.</summary>
internal sealed class RefusingStream(byte[] bytes, int after) : MemoryStream(bytes, writable: false)
{
    public const string Message = "Stale file handle.";

    public int Reads { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Refuse() ?? base.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => Refuse() ?? base.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    private int? Refuse() => Reads++ >= after ? throw new IOException(Message) : null;
}

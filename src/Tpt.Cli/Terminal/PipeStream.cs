namespace Tpt.Cli.Terminal;

/// <summary>A pipe to another program, which tells the end of that program from other errors.</summary>
/// <param name="pipe">The pipe.</param>
internal sealed class PipeStream(FileStream pipe) : Stream
{
    /// <summary>EPIPE, on Linux and macOS.</summary>
    private const int BrokenPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            pipe.Write(buffer, offset, count);
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            throw new OutputClosedException(exception);
        }
    }

    public override void Flush() => pipe.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
        }
        base.Dispose(disposing);
    }
}

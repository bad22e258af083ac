using System.Text;

namespace Tpt.Cli.Terminal;

/// <summary>
/// The error output. Where it is closed or full, what is said there is lost, and that is all: nobody could be told, and the results and
/// the exit code are to come all the same.
/// </summary>
/// <param name="stream">The system's error output.</param>
internal sealed class ErrorOutput(Stream stream) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A writer for any thread that sends each text at once.</summary>
    public static TextWriter Open(Func<Stream> open)
        => TextWriter.Synchronized(new StreamWriter(new ErrorOutput(OpenOrNone(open)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static Stream OpenOrNone(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Null;
        }
    }
}

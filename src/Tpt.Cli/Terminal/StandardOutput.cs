using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tpt.Cli.Terminal;

/// <summary>
/// The standard output for results. The runtime's own stream takes what is written to a pipe that nobody reads any more, and a command
/// would go on for hours behind <c>| head -1</c>. This one throws <see cref="OutputClosedException"/>.
/// </summary>
internal static class StandardOutput
{
    private const int Handle = 1;

    /// <summary>A writer that sends each line at once, in UTF-8, with the line end of the system.</summary>
    public static StreamWriter Open() => new(OpenStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private static Stream OpenStream()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }
        var stream = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // Into a file the runtime's stream is right: this one has a position of its own, and would write over the error output beside it.
        return stream.CanSeek ? Console.OpenStandardOutput() : new PipeStream(stream);
    }
}

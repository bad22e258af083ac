using System.Text;
using Tpt.Cli.Commands;
using Tpt.Cli.Terminal;

// Without a byte order mark: a pipe is read by other programs.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
// Windows has an encoding of its own there, which the runtime's writer knows.
if (!OperatingSystem.IsWindows())
{
    Console.SetError(ErrorOutput.Open(Console.OpenStandardError));
}
return await TptCommand.RunAsync(args);

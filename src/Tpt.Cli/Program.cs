using System.Text;
using Tpt.Cli.Commands;

// Without a byte order mark: a pipe is read by other programs.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await TptCommand.RunAsync(args);

using System.CommandLine.Invocation;
using System.Text;
using ModelBuilderStyle;

// Windows has code pages, in which most class names of the world are question marks. Without a byte order mark: a pipe is read by other programs.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var parsed = new SampleCommand(SampleRun.Run).Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;     // the help is longer than a screen: it would hide the error
}
return parsed.Invoke();

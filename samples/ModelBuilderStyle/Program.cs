using System.CommandLine.Invocation;
using ModelBuilderStyle;

var parsed = new SampleCommand(SampleRun.Run).Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;     // the help is longer than a screen: it would hide the error
}
return parsed.Invoke();

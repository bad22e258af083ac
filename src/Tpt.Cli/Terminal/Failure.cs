using System.Reflection;
using Tpt.Hub;

namespace Tpt.Cli.Terminal;

/// <summary>What an exception means to who typed the command: a sentence, and an exit code.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="ExitCode">One of <see cref="Terminal.ExitCode"/>.</param>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <summary>Assemblies whose errors are told as they are. Of others, an error in an argument is a bug of this program.</summary>
    private static readonly string[] _own = ["tpt", "Tpt.", "Microsoft.ML"];

    /// <returns><see langword="null"/> for what no user can have caused: a bug, whose stack trace is wanted.</returns>
    public static Failure? Of(Exception exception)
    {
        var cause = exception is TargetInvocationException or AggregateException ? exception.GetBaseException() : exception;
        return cause switch
        {
            HubException { IsTransient: false } => new Failure(cause.Message, Terminal.ExitCode.MendFirst),
            FileNotFoundException or DirectoryNotFoundException or InvalidDataException or UnauthorizedAccessException => new Failure(cause.Message, Terminal.ExitCode.MendFirst),
            IOException => new Failure(cause.Message, Terminal.ExitCode.TryAgain),
            ArgumentException or FormatException or NotSupportedException or InvalidOperationException when IsOwn(cause) => new Failure(InOptions(WithoutParameter(cause)), Terminal.ExitCode.MendFirst),
            DllNotFoundException => new Failure(cause.Message, Terminal.ExitCode.MendFirst),
            TypeInitializationException { InnerException: { } inner } => NotLoaded(inner.GetBaseException()),
            BadImageFormatException => NotLoaded(cause),
            _ => null,
        };
    }

    /// <summary>The library names its own options; who typed the command knows those of the command line.</summary>
    private static string InOptions(string message)
        => message.Replace("choose another GpuDeviceId, or set FallbackToCpu", "give another --gpu, or leave --gpu out", StringComparison.Ordinal);

    private static bool IsOwn(Exception exception) => _own.Any(name => exception.Source?.StartsWith(name, StringComparison.Ordinal) == true);

    /// <summary>TorchSharp and SkiaSharp load their native libraries in a type initialiser.</summary>
    private static Failure? NotLoaded(Exception reason) => reason is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or NotSupportedException
        ? new Failure($"A native library cannot be loaded here: {reason.Message} tpt is made for one platform: install or build the one for this system.", Terminal.ExitCode.MendFirst)
        : null;

    /// <summary>An <see cref="ArgumentException"/> adds the name of a parameter of the code, which no user typed.</summary>
    private static string WithoutParameter(Exception exception)
    {
        var at = exception is ArgumentException { ParamName: { Length: > 0 } name } ? exception.Message.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return at < 0 ? exception.Message : exception.Message[..at];
    }
}

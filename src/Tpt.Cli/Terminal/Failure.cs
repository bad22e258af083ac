using System.Reflection;

namespace Tpt.Cli.Terminal;

/// <summary>What an exception means to who typed the command: a sentence, and an exit code.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="ExitCode">One of <see cref="Terminal.ExitCode"/>.</param>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <returns><see langword="null"/> for what no user can have caused: a bug, whose stack trace is wanted.</returns>
    public static Failure? Of(Exception exception)
    {
        var cause = exception is TargetInvocationException or AggregateException ? exception.GetBaseException() : exception;
        return cause switch
        {
            FileNotFoundException or DirectoryNotFoundException or InvalidDataException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException or DllNotFoundException
                => new Failure(WithoutParameter(cause), Terminal.ExitCode.MendFirst),
            UnauthorizedAccessException => new Failure(cause.Message, Terminal.ExitCode.MendFirst),
            IOException => new Failure(cause.Message, Terminal.ExitCode.TryAgain),
            _ => null,
        };
    }

    /// <summary>An <see cref="ArgumentException"/> adds the name of a parameter of the code, which no user typed.</summary>
    private static string WithoutParameter(Exception exception)
    {
        var at = exception is ArgumentException { ParamName: { Length: > 0 } name } ? exception.Message.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return at < 0 ? exception.Message : exception.Message[..at];
    }
}

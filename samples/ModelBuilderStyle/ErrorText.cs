using System.Reflection;

namespace ModelBuilderStyle;

/// <summary>What an exception has to say to a user.</summary>
internal static class ErrorText
{
    /// <summary>
    /// ML.NET wraps what a stage throws: the library's own message names the row, the file or the option. Of errors of the operating
    /// system the outermost has the path.
    /// </summary>
    public static string Of(Exception exception)
    {
        // A type of SkiaSharp or TorchSharp loads its native library when it is first used, and fails then and ever after.
        if (exception.GetBaseException() is DllNotFoundException missing && !IsTold(missing) && !Chain(exception).Any(IsTold))
        {
            return $"A native library cannot be loaded: {missing.Message.Split('.')[0]}. Build the sample again on this machine; in an application of your own reference the package that brings the library, such as SkiaSharp.NativeAssets.Linux.NoDependencies.";
        }
        var told = Chain(exception).FirstOrDefault(IsTold)
            ?? Chain(exception).FirstOrDefault(e => e is IOException or UnauthorizedAccessException)
            ?? exception.GetBaseException();
        return WithoutParameter(told);
    }

    public static bool IsCancellation(Exception exception) => Chain(exception).Any(e => e is OperationCanceledException);

    /// <summary>What is told as an error. Anything else is a bug, whose stack trace is wanted.</summary>
    public static bool IsExpected(Exception exception) => exception is IOException or InvalidDataException or UnauthorizedAccessException
        or ArgumentException or FormatException or InvalidOperationException or NotSupportedException or TargetInvocationException
        or DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException };

    private static bool IsTold(Exception exception) => exception.Source is "Microsoft.ML.Tpt" or "Tpt.Engine" or "ModelBuilderStyle";

    /// <summary>An <see cref="ArgumentException"/> adds the name of a parameter of the code, which no user typed, and its value.</summary>
    private static string WithoutParameter(Exception exception)
    {
        var at = exception is ArgumentException { ParamName: { Length: > 0 } name }
            ? exception.Message.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal)
            : -1;
        return at < 0 ? exception.Message : exception.Message[..at];
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}

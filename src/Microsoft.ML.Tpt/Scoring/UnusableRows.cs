using Microsoft.ML.Runtime;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>Says in the log which rows of a pass have no label and why: the first ones by name, the rest by their number.</summary>
internal sealed class UnusableRows(IHost host, string imageColumn)
{
    /// <summary>So many rows are named. A column of a hundred thousand damaged files is not to fill the log.</summary>
    public const int Named = 10;

    private long _missing;
    private long _fallbacks;

    /// <param name="position">The row's position.</param>
    /// <param name="reason">Why it has no label, as a clause.</param>
    public void AddMissing(long position, string reason)
    {
        if (_missing++ < Named)
        {
            Warn(host, position, imageColumn, reason);
        }
    }

    /// <summary>Counts a row whose adaptation ended in what is no number, so that it has its zero-shot scores.</summary>
    public void AddFallback() => _fallbacks++;

    public static void Warn(IHost host, long position, string imageColumn, string reason)
    {
        using var channel = host.Start("Scoring");
        channel.Warning(MessageSensitivity.None, "Row {0}: the image in column '{1}' cannot be used: {2}; its label is missing and its scores are NaN.", position, imageColumn, reason);
    }

    /// <summary>Says at the end of a pass what was not said row by row.</summary>
    public void Finish(IChannel channel)
    {
        if (_missing > Named)
        {
            channel.Warning(MessageSensitivity.None, "{0} rows have no label; the first {1} are named above.", _missing, Named);
        }

        if (_fallbacks > 0)
        {
            channel.Warning(MessageSensitivity.None, "{0} rows have their zero-shot scores: adaptation gave what is no number. {1}", _fallbacks, FallbackAdvice);
        }
    }

    public static void WarnFallback(IHost host, long position)
    {
        using var channel = host.Start("Scoring");
        channel.Warning(MessageSensitivity.None, "Row {0} has its zero-shot scores: adaptation gave what is no number. {1}", position, FallbackAdvice);
    }

    private static string FallbackAdvice => $"A lower {nameof(PromptTuningOptions.LearningRate)}, fewer {nameof(PromptTuningOptions.Steps)} or {nameof(ApproximationOptions.Precision)} = Float32 help where the numbers grew too large.";
}

namespace Tpt.Pretraining.Evaluation;

/// <summary>What a user can put right becomes a message and an exit code, not a stack trace.</summary>
internal static class FailureMessage
{
    /// <returns>The exit code.</returns>
    public static int Of(Action action)
    {
        try
        {
            action();
            return 0;
        }
        // What happens on several threads comes in an exception of its own.
        catch (Exception e) when (e.GetBaseException() is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"error: {e.GetBaseException().Message}");
            return 1;
        }
    }
}

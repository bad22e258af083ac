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
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }
}

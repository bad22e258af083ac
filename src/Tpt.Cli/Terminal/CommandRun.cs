namespace Tpt.Cli.Terminal;

/// <summary>Runs the action of a command: Ctrl+C, errors and exit codes are one thing for all of them.</summary>
internal static class CommandRun
{
    /// <param name="run">The action; it gives the exit code.</param>
    /// <returns>One of <see cref="ExitCode"/>. Where nobody reads the output any more, as behind <c>| head -1</c>, that is the end and no error.</returns>
    public static async Task<int> Of(Func<CancellationToken, Task<int>> run)
    {
        using var interruption = new Interruption();
        try
        {
            return await Told(() => run(interruption.Token));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped");
            return interruption.ExitCode;
        }
    }

    /// <summary>Tells errors as messages and exit codes, as of what is no command: the help.</summary>
    public static async Task<int> Told(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OutputClosedException)
        {
            return ExitCode.Done;
        }
        catch (Exception exception) when (Failure.Of(exception) is { } failure)
        {
            await TellAsync(failure);
            return failure.ExitCode;
        }
    }

    /// <summary>Writes the message of a failure.</summary>
    public static Task TellAsync(Failure failure) => Console.Error.WriteLineAsync($"error: {failure.Message.TrimEnd()}");
}

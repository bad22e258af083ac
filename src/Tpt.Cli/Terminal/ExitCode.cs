namespace Tpt.Cli.Terminal;

/// <summary>What the process ends with. Schedulers of batch jobs go by it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It may pass by itself: a network, a disk, a lock.</summary>
    public const int TryAgain = 1;

    /// <summary>Something must be mended first: the command line, the configuration or the data.</summary>
    public const int MendFirst = 42;

    /// <summary>Ctrl+C: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the number of SIGTERM.</summary>
    public const int Terminated = 143;
}

namespace Tpt.Hub;

/// <summary>The times between tries, and what the machine can: what a test shortens or replaces.</summary>
internal sealed record HubMachine
{
    public static readonly HubMachine Default = new();

    /// <summary>How often a request that failed, or a file that brought no further bytes, is tried again.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first further try. Each wait is twice the one before, give or take.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait that a server may ask for.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan LockPoll { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The free bytes of the disk of a folder; null where the system does not say.</summary>
    public Func<string, long?> FreeBytes { get; init; } = Storing.DiskSpace.FreeBytes;

    /// <summary>Opens the file of a part, for this process alone.</summary>
    public Func<string, Stream> OpenPart { get; init; } = Storing.PartFile.Open;

    /// <summary>Makes a symbolic link at a path. Where the system has or allows none, an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public Action<string, string> Link { get; init; } = (path, target) => File.CreateSymbolicLink(path, target);
}

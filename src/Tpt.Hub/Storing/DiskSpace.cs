namespace Tpt.Hub.Storing;

/// <summary>The room on the disk.</summary>
internal static class DiskSpace
{
    /// <summary>The errors by which systems say that a disk, or a user's share of it, is full: Windows twice, ENOSPC, and EDQUOT of Linux and macOS.</summary>
    private static readonly int[] _full = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28, 122, 69];

    /// <summary>The bytes that this user may still write on the disk of a folder; null where the system does not say, as of network shares.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            var there = new DirectoryInfo(Path.GetFullPath(folder));
            while (!there.Exists && there.Parent is { } parent)
            {
                there = parent;
            }
            return new DriveInfo(OperatingSystem.IsWindows() ? there.Root.FullName : there.FullName).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public static bool IsFull(IOException error) => _full.Contains(error.HResult);

    /// <exception cref="HubException">There is less.</exception>
    public static void Require(HubMachine machine, string folder, long bytes)
    {
        if (machine.FreeBytes(folder) is { } free && free < bytes)
        {
            throw new HubException(HubFailure.DiskFull, $"The disk of '{folder}' has {HubText.Size(free)} left, and {HubText.Size(bytes)} ({bytes} bytes) are needed. {Advice}");
        }
    }

    public static HubException Full(string folder, long bytes, IOException cause)
        => new(HubFailure.DiskFull, $"The disk of '{folder}' is full: {HubText.Size(bytes)} ({bytes} bytes) more are needed. What was brought stays, and the next download goes on from there. {Advice}", cause);

    private static string Advice => "Make room, or set HF_HUB_CACHE to a folder of another disk.";
}

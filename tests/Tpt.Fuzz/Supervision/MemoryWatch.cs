using System.Globalization;

namespace Tpt.Fuzz.Supervision;

/// <summary>Resident memory of this process or another one, in bytes. The peak over one input is known on Linux alone; elsewhere it is the size at its end.</summary>
internal static class MemoryWatch
{
    private static readonly bool _hasProc = File.Exists("/proc/self/clear_refs");

    /// <summary>Forgets the peak so far, and gives the size now.</summary>
    public static long Reset()
    {
        if (!_hasProc)
        {
            return Environment.WorkingSet;
        }
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Status("self", "VmRSS:");
    }

    /// <summary>The largest size since <see cref="Reset"/>.</summary>
    public static long Peak() => _hasProc ? Status("self", "VmHWM:") : Environment.WorkingSet;

    /// <summary>The size of another process; 0 where it is gone or the system does not say.</summary>
    public static long Of(int process)
    {
        try
        {
            return _hasProc ? Status(process.ToString(CultureInfo.InvariantCulture), "VmRSS:") : 0;
        }
        catch (IOException)
        {
            return 0;       // it ended a moment ago
        }
    }

    private static long Status(string process, string field)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                return 1024 * long.Parse(line.AsSpan(field.Length).TrimEnd(" kB"), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            }
        }
        return 0;
    }
}

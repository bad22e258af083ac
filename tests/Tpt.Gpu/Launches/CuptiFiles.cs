namespace Tpt.Gpu.Launches;

/// <summary>Where libcupti is: a PyTorch with CUDA has loaded one, and has it in a folder like its other libraries.</summary>
internal static class CuptiFiles
{
    private const string Name = "libcupti.so";

    /// <summary>Its file; null where there is none.</summary>
    public static string? Find() => Find(File.ReadLines("/proc/self/maps"), Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));

    /// <param name="maps">What is loaded, as <c>/proc/self/maps</c> has it: what is in use goes before what lies there.</param>
    /// <param name="path">The folders that the system's loader looks into, as <c>LD_LIBRARY_PATH</c> has them.</param>
    internal static string? Find(IEnumerable<string> maps, string? path)
    {
        var loaded = maps.Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "").FirstOrDefault(file => IsCupti(Path.GetFileName(file)));
        return loaded ?? (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, Name + "*").Where(file => IsCupti(Path.GetFileName(file))).Order(StringComparer.Ordinal))
            .FirstOrDefault();
    }

    private static bool IsCupti(string file) => file == Name || file.StartsWith(Name + ".", StringComparison.Ordinal);
}

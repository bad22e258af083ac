using System.Buffers;
using System.Text;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The names that a file in a saved model may have: those that every file system takes, so that it can be unpacked anywhere.</summary>
internal static class SavedFileName
{
    /// <summary>The limit of the usual file systems, in bytes of UTF-8.</summary>
    private const int Longest = 255;

    private static readonly SearchValues<char> _reserved = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>Devices of Windows, with any extension too.</summary>
    private static readonly HashSet<string> _devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(n => new[] { Invariant($"COM{n}"), Invariant($"LPT{n}") }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³"],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsAllowed(string name) => name.Length > 0
        && Encoding.UTF8.GetByteCount(name) <= Longest
        && !name.AsSpan().ContainsAny(_reserved)
        && !name.Any(char.IsControl)
        && name[^1] is not ('.' or ' ')
        && name[0] != ' '
        && !_devices.Contains(name.Split('.')[0].TrimEnd());
}

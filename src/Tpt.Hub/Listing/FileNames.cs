namespace Tpt.Hub.Listing;

/// <summary>Names of files come from a server: what would lie elsewhere than in the model's folder, or cannot be a file, is refused.</summary>
internal static class FileNames
{
    private const int Longest = 255;

    /// <summary>Names of devices on Windows, with any ending. The superscript digits count there too.</summary>
    private static readonly string[] _devices =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. from device in (string[])["COM", "LPT"] from digit in "0123456789\u00B9\u00B2\u00B3" select $"{device}{digit}"];

    /// <summary>Refuses a path that leads out of its folder on any system. No git repository has one.</summary>
    /// <exception cref="HubException">It does.</exception>
    public static void RequireInside(string name)
    {
        var isInside = !name.Any(c => c is '\\' or < ' ')
            && name.Split('/').All(part => part.Length > 0 && part is not ("." or ".."))
            && !(name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]));
        if (!isInside)
        {
            throw Unsafe(name, "leads out of the model's folder");
        }
    }

    /// <summary>Refuses what one of the systems cannot have as a file, though another may.</summary>
    /// <exception cref="HubException">It cannot.</exception>
    public static void RequirePortable(string name)
    {
        RequireInside(name);
        foreach (var part in name.Split('/'))
        {
            var stem = part.Split('.')[0].TrimEnd(' ');
            if (part.Length > Longest || part.Any(c => c is ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\u007F')
                || part[^1] is '.' or ' ' || _devices.Contains(stem, StringComparer.OrdinalIgnoreCase))
            {
                throw Unsafe(name, "cannot be a file on every system");
            }
        }
    }

    private static HubException Unsafe(string name, string why)
        => new(HubFailure.UnsafeFileName, $"The server names a file '{HubText.Excerpt(name)}', which {why}: nothing is written. Check HF_ENDPOINT, and whom the model is from.");
}

namespace Tpt.Cli.Terminal;

/// <summary>A symbolic link that leads to nothing. .NET says of it that it exists, and of its content that it does not.</summary>
internal static class BrokenLink
{
    /// <summary>What is wrong and what to do, to follow "it is"; null where the path is no such link.</summary>
    /// <exception cref="UnauthorizedAccessException">Where it leads may not be looked at.</exception>
    public static string? FaultOf(string path) => path.Length > 0 && new FileInfo(path) is { LinkTarget: { } target } link && LeadsNowhere(link)
        ? $"a link to '{CellText.Quoted(target)}', and there is nothing: point it at what is there, or remove it"
        : null;

    private static bool LeadsNowhere(FileInfo link)
    {
        try
        {
            return !Path.Exists(link.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        // Links lead in a circle.
        catch (IOException)
        {
            return true;
        }
    }
}

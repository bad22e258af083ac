using System.Reflection;
using Tpt.Engine;

namespace Tpt.Cli.Reports;

/// <summary>Lines that say how a page was made.</summary>
internal static class Origin
{
    /// <summary>The version of this program, the model with its files, and what it computes in.</summary>
    public static IReadOnlyList<string> Of(ClipModel model) =>
    [
        Program,
        $"model: {Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Folder))}, {model.ImageSize} px, {model.DType} on {model.Device}",
        .. Files(model),
    ];

    /// <summary>The version of this program.</summary>
    public static string Program => $"tpt: {Version}";

    /// <summary>The files that the model was read from.</summary>
    public static IEnumerable<string> Files(ClipModel model)
        => model.Files.Select(file => $"{Path.GetFileName(file.Path)}: {Figures.Count(file.Length)} bytes, SHA-256 {file.Sha256}");

    private static string Version => typeof(Origin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}

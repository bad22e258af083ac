using Tpt.Parity.Cases;

namespace Tpt.Parity.Siblings;

/// <summary>Which cases a folder of siblings says that it has: <c>index.json</c>, by method.</summary>
internal static class SiblingIndex
{
    /// <summary>The folder of the cases in that of the siblings.</summary>
    public const string Cases = "siblings";

    /// <summary><c>siblings/</c>, with a folder for each model.</summary>
    public static string FolderOf(string folder) => Path.Combine(folder, Cases);

    /// <summary><c>index.json</c>.</summary>
    public static string FileOf(string folder) => Path.Combine(folder, "index.json");

    /// <summary>The cases that are listed and not there, as <c>siblings/model/method.case.json</c>; none where nothing is listed.</summary>
    /// <param name="folder">The siblings.</param>
    /// <param name="method">The one method that counts; null for all.</param>
    public static IReadOnlyList<string> Missing(string folder, string? method)
    {
        var index = FileOf(folder);
        return !File.Exists(index)
            ? []
            : [.. PythonJson.Read(index).GetProperty("cases").EnumerateObject()
                .Where(ofMethod => method is null || ofMethod.Name == method)
                .SelectMany(ofMethod => ofMethod.Value.Texts())
                .Where(path => !File.Exists(Path.Combine(folder, path)))];
    }
}

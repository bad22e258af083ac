using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace Tpt.Packages.Tests.Support;

/// <summary>
/// The packages, packed once for all tests under a version that there is nowhere else, into a folder feed; and packed a second time, elsewhere, to compare.
/// Nothing of it comes into the repository's folders or into the user's package folder, and all of it is deleted at the end.
/// </summary>
public sealed class PackedPackages : IDisposable
{
    private static readonly string[] _projects = ["Tpt.BuiltInModel", "Tpt.Hub", "Tpt.Engine", "Microsoft.ML.Tpt", "Microsoft.ML.Tpt.Extensions", "Tpt.ImageSharp"];

    public PackedPackages()
    {
        Root = Directory.CreateTempSubdirectory("tpt-packages").FullName;
        Version = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}");
        FoldersBefore = SourceFolders();
        Log = Pack("feed", "first");
        Pack("again", "second");
        FoldersAfter = SourceFolders();
        FullDocumentation = _projects.Select(project => Path.Combine(Root, "first", "bin", project, "release", $"{project}.xml")).Where(File.Exists).ToDictionary(
            file => Path.GetFileNameWithoutExtension(file), file => XDocument.Load(file).Descendants("member").Select(member => (string)member.Attribute("name")!).ToArray(), StringComparer.Ordinal);
        Directory.Delete(Path.Combine(Root, "first"), recursive: true);
        Directory.Delete(Path.Combine(Root, "second"), recursive: true);
    }

    /// <summary>Where these tests write.</summary>
    public string Root { get; }

    public string Version { get; }

    /// <summary>What <c>dotnet pack</c> wrote.</summary>
    public string Log { get; }

    /// <summary>The folders of the packed projects, before and after.</summary>
    public string[] FoldersBefore { get; }

    public string[] FoldersAfter { get; }

    /// <summary>By project, the names of all members in the file that the compiler wrote.</summary>
    public IReadOnlyDictionary<string, string[]> FullDocumentation { get; }

    /// <summary>Where packages are unpacked that the user's folder does not have.</summary>
    public string Unpacked => Path.Combine(Root, "packages");

    public string Feed => Path.Combine(Root, "feed");

    public static string Repository { get; } = typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    /// <summary>The packages of this machine, which a restore of the repository has filled.</summary>
    public static string GlobalPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal Package Open(string id) => new(Path.Combine(Feed, $"{id}.{Version}.nupkg"));

    internal Package OpenSecond(string id) => new(Path.Combine(Root, "again", $"{id}.{Version}.nupkg"));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string[] SourceFolders() => [.. _projects.SelectMany(project => Directory.EnumerateDirectories(Path.Combine(Repository, "src", project))).Order(StringComparer.Ordinal)];

    private string Pack(string feed, string artifacts) => Dotnet.Run(
        Repository, GlobalPackages, "pack", "Tpt.sln", "--configuration", "Release", "--output", Path.Combine(Root, feed),
        "--artifacts-path", Path.Combine(Root, artifacts), $"-p:Version={Version}").ShouldSucceed().Text;
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Tpt.Pretraining.Pictures.Packages;

/// <summary>The files of an npm archive, in memory.</summary>
internal sealed class PackageArchive
{
    private const string Root = "package/";

    private readonly NpmPackage _package;
    private readonly Dictionary<string, byte[]> _files;

    private PackageArchive(NpmPackage package, Dictionary<string, byte[]> files) => (_package, _files) = (package, files);

    /// <summary>The paths below the package's root, <c>en/data.json</c>.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public static PackageArchive Read(NpmPackage package, string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && entry.Name.StartsWith(Root, StringComparison.Ordinal))
            {
                using var buffer = new MemoryStream();
                data.CopyTo(buffer);
                files[entry.Name[Root.Length..]] = buffer.ToArray();
            }
        }
        return new PackageArchive(package, files);
    }

    /// <exception cref="FileNotFoundException">The package has no such file.</exception>
    public byte[] Bytes(string path)
        => _files.TryGetValue(path, out var bytes)
            ? bytes
            : throw new FileNotFoundException($"The package {_package} has no file '{path}'; pin a version that has it.", path);

    public JsonElement Json(string path) => JsonDocument.Parse(Bytes(path)).RootElement;

    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Writes the files below a folder of the package into a folder on disk, without their own subfolders' names.</summary>
    public void Extract(string packageFolder, string targetFolder)
    {
        Directory.CreateDirectory(targetFolder);
        foreach (var path in Paths.Where(p => p.StartsWith(packageFolder + "/", StringComparison.Ordinal)))
        {
            File.WriteAllBytes(Path.Combine(targetFolder, Path.GetFileName(path)), _files[path]);
        }
    }
}

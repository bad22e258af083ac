using System.IO.Compression;
using System.Xml.Linq;

namespace Tpt.Packages.Tests.Support;

/// <summary>A package file.</summary>
internal sealed class Package(string path) : IDisposable
{
    private readonly ZipArchive _archive = ZipFile.OpenRead(path);

    public string[] Files => [.. _archive.Entries.Select(entry => entry.FullName)];

    /// <summary>What NuGet reads of it: an element of the metadata.</summary>
    public XElement? Metadata(string name) => Nuspec().Descendants().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>Each dependency with its range.</summary>
    public IReadOnlyDictionary<string, string> Dependencies => Nuspec().Descendants().Where(element => element.Name.LocalName == "dependency")
        .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value, StringComparer.Ordinal);

    public byte[] Read(string file)
    {
        using var stream = _archive.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public XDocument ReadXml(string file) => XDocument.Load(new MemoryStream(Read(file)));

    public void Dispose() => _archive.Dispose();

    private XDocument Nuspec() => ReadXml(Files.Single(file => file.EndsWith(".nuspec", StringComparison.Ordinal)));
}

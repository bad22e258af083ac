using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Tpt.Packages.Tests.Support;

/// <summary>What a debugger finds in an assembly.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly byte[] _bytes;
    private readonly PEReader _assembly;
    private readonly MetadataReaderProvider _symbols;

    public CompiledAssembly(byte[] bytes)
    {
        (_bytes, _assembly) = (bytes, new PEReader(new MemoryStream(bytes)));
        _symbols = _assembly.ReadEmbeddedPortablePdbDebugDirectoryData(_assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
    }

    /// <summary>Whether the compiler promises the same bytes for the same input.</summary>
    public bool IsReproducible => _assembly.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);

    /// <summary>The names of the source files, and whether their text is there.</summary>
    public (string Name, bool HasText)[] Sources
    {
        get
        {
            var reader = _symbols.GetMetadataReader();
            return [.. reader.Documents.Select(document => (reader.GetString(reader.GetDocument(document).Name),
                reader.GetCustomDebugInformation(document).Any(information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == _embeddedSource)))];
        }
    }

    /// <summary>Whether a text stands anywhere in the assembly, or in the names of the symbols.</summary>
    public bool Mentions(string text) => Contains(_bytes, Encoding.UTF8.GetBytes(text)) || Contains(_bytes, Encoding.Unicode.GetBytes(text)) || Sources.Any(source => source.Name.Contains(text, StringComparison.Ordinal));

    public void Dispose()
    {
        _symbols.Dispose();
        _assembly.Dispose();
    }

    private static bool Contains(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part) => bytes.IndexOf(part) >= 0;
}

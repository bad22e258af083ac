using System.IO.Compression;

namespace Tpt.Parity.Fixtures;

/// <summary>
/// The files of a case. One with packed weights is copied to a temporary folder and unpacked there, since the fixtures may be
/// read-only; what it names outside of its own folder stays where it is.
/// </summary>
internal sealed class FixtureFiles : IDisposable
{
    private readonly string _folder;
    private readonly string? _copy;

    /// <param name="folder">The folder of the case.</param>
    /// <param name="unpack">The packed files, relative to it.</param>
    public FixtureFiles(string folder, IReadOnlyList<string> unpack)
    {
        _folder = Path.GetFullPath(folder);
        if (unpack.Count > 0)
        {
            _copy = Directory.CreateTempSubdirectory("tpt").FullName;
            Copy(_folder, _copy);
            foreach (var packed in unpack)
            {
                Unpack(Path.Combine(_copy, packed));
            }
        }
    }

    /// <summary>The full path of what a case names, relative to it.</summary>
    public string Resolve(string relative)
    {
        var original = Path.GetFullPath(Path.Combine(_folder, relative));
        var inside = Path.GetRelativePath(_folder, original);
        return _copy is null || inside.StartsWith("..", StringComparison.Ordinal) ? original : Path.Combine(_copy, inside);
    }

    public void Dispose()
    {
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = File.OpenRead(file);
            using var copy = File.Create(target);
            source.CopyTo(copy);
        }
    }

    /// <summary>The packed file goes, as it does with <c>gzip -d</c>: a loader must not meet it.</summary>
    private static void Unpack(string packed)
    {
        using (var source = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress))
        {
            using var target = File.Create(Path.ChangeExtension(packed, null));
            source.CopyTo(target);
        }
        File.Delete(packed);
    }
}

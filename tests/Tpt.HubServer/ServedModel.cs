using System.Collections.Concurrent;

namespace Tpt.HubServer;

/// <summary>A model that the hub on this machine has: its revisions, and who may read it.</summary>
internal sealed class ServedModel
{
    private readonly ConcurrentDictionary<string, ServedRevision> _revisions = new(StringComparer.Ordinal);

    private ServedModel(string id, ServedRevision main)
    {
        Id = id;
        _revisions["main"] = main;
    }

    /// <summary>The id, <c>org/name</c>.</summary>
    public string Id { get; }

    public ModelAccess Access { get; init; }

    /// <summary>The tokens that may read it, where it is gated or private.</summary>
    public IReadOnlyCollection<string> Readers { get; init; } = [];

    /// <summary>The commit of the main branch.</summary>
    public string Commit => _revisions["main"].Commit;

    /// <summary>A model of a folder's files; those whose names start with a dot are left out.</summary>
    public static ServedModel FromFolder(string id, string folder)
    {
        var root = Path.GetFullPath(folder);
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(root, path).Replace('\\', '/'), Path: path))
            .Where(file => !file.Name.Split('/').Any(part => part.StartsWith('.')))
            .Select(file => ServedFile.FromDisk(file.Name, file.Path));
        return new ServedModel(id, ServedRevision.Of(files));
    }

    /// <summary>A model of files in memory.</summary>
    public static ServedModel FromFiles(string id, IEnumerable<KeyValuePair<string, byte[]>> files, ModelAccess access = ModelAccess.Open, params string[] readers)
        => new(id, Revision(files)) { Access = access, Readers = readers };

    /// <summary>Sets a branch, a tag or <c>refs/pr/n</c> to these files; <c>main</c> is moved to a new commit.</summary>
    /// <returns>The commit.</returns>
    public string SetRevision(string name, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var revision = Revision(files);
        // The commit stays there for who knows it, even after its branch went on.
        _revisions[revision.Commit] = _revisions[name] = revision;
        return revision.Commit;
    }

    public ServedRevision? Find(string revision)
        => _revisions.GetValueOrDefault(revision) ?? _revisions.Values.FirstOrDefault(known => known.Commit == revision);

    /// <summary>The file of that content, in whatever revision.</summary>
    public ServedFile? FindContent(string etag) => _revisions.Values.SelectMany(revision => revision.Files).FirstOrDefault(file => file.Etag == etag);

    private static ServedRevision Revision(IEnumerable<KeyValuePair<string, byte[]>> files)
        => ServedRevision.Of(files.Select(file => ServedFile.FromBytes(file.Key, file.Value)));
}

using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Finds the pictures that a split names. A folder is listed once: a set has tens of thousands of pictures, and may lie on a network disk.
/// A name that differs in case only is the same picture: sets that were once unpacked on Windows or macOS have them.
/// </summary>
internal sealed class PictureResolver(string folder)
{
    private readonly Dictionary<string, Listing> _listings = new(StringComparer.Ordinal);

    /// <summary>All pictures of a split, in its order.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="source">The file that names them.</param>
    /// <param name="remarks">Takes how many names differ in case.</param>
    /// <exception cref="InvalidDataException">
    /// Some are not there, or two names are one picture. A test set never shrinks by itself: its accuracy would be that of another set.
    /// </exception>
    public LabelledPicture[] All(IReadOnlyList<SplitPicture> pictures, SourceFile source, ICollection<string> remarks)
    {
        List<LabelledPicture> found = [];
        List<string> missing = [], otherCase = [];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (var picture in pictures)
        {
            if (Find(picture.Path) is not { } path)
            {
                missing.Add(picture.Path);
                continue;
            }
            if (!names.TryAdd(path, picture.Path))
            {
                throw new InvalidDataException($"'{source.Path}' names the picture '{path}' twice, as '{Excerpt.Of(names[path])}' and as '{Excerpt.Of(picture.Path)}'.");
            }
            if (!path.Replace('\\', '/').EndsWith(picture.Path, StringComparison.Ordinal))
            {
                otherCase.Add(picture.Path);
            }
            found.Add(new LabelledPicture(path, picture.Path, picture.Label));
        }
        if (missing.Count > 0)
        {
            throw new InvalidDataException(
                $"'{folder}' lacks {missing.Count} of the {Words.Count(pictures.Count, "test picture")} of '{source.Path}': {Excerpt.Of(missing)}. Unpack the set's archive again. To go without them on purpose, take them out of a copy of that file and give the copy.");
        }
        if (otherCase.Count > 0)
        {
            remarks.Add($"Found under a name in other case: {Words.Count(otherCase.Count, "picture")} ({Excerpt.Of(otherCase)}).");
        }
        return [.. found];
    }

    /// <summary>How many of the pictures are there.</summary>
    public int Count(IEnumerable<SplitPicture> pictures) => pictures.Count(picture => Find(picture.Path) is not null);

    private string? Find(string relative)
    {
        var parts = relative.Split('/');
        var path = folder;
        for (var i = 0; i < parts.Length; i++)
        {
            var listing = ListingOf(path);
            if ((i < parts.Length - 1 ? listing.Folder(parts[i]) : listing.File(parts[i])) is not { } name)
            {
                return null;
            }
            path = Path.Combine(path, name);
        }
        return path;
    }

    private Listing ListingOf(string path)
    {
        if (!_listings.TryGetValue(path, out var listing))
        {
            _listings[path] = listing = new Listing(path);
        }
        return listing;
    }

    private sealed class Listing(string path)
    {
        private readonly Names _folders = new(Directory.EnumerateDirectories(path));
        private readonly Names _files = new(Directory.EnumerateFiles(path));

        public string? Folder(string name) => _folders.Find(name);

        public string? File(string name) => _files.Find(name);
    }

    private sealed class Names
    {
        private readonly HashSet<string> _exact;
        private readonly ILookup<string, string> _anyCase;

        public Names(IEnumerable<string> paths)
        {
            _exact = paths.Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
            _anyCase = _exact.ToLookup(name => name, StringComparer.OrdinalIgnoreCase);
        }

        public string? Find(string name) => _exact.Contains(name) ? name : _anyCase[name].Count() == 1 ? _anyCase[name].Single() : null;
    }
}

namespace Microsoft.ML.Tpt.Models;

/// <summary>The places that a path may mean, in the order in which they are looked at.</summary>
internal sealed class ModelPlaces
{
    /// <summary>How much of a message all places together take, but for their notes.</summary>
    private const int MessageLength = 1000;

    private readonly string _note;

    private ModelPlaces(string path, IEnumerable<string> places, string note) => (Path, All, _note) = (path, [.. places.Distinct()], note);

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    public IReadOnlyList<string> All { get; }

    /// <summary>The first of the places where there is something.</summary>
    public string? FirstThere => All.FirstOrDefault(System.IO.Path.Exists);

    /// <summary>The places of a path that an application names: an absolute path itself, another in the current directory and in the model cache.</summary>
    public static ModelPlaces Of(string path) => System.IO.Path.IsPathRooted(path)
        ? new ModelPlaces(path, [path], "")
        : new ModelPlaces(path, In([Environment.CurrentDirectory, ModelLocator.Cache], WrittenPath.Spellings(path)), CacheNote);

    /// <summary>
    /// The places of a path in a saved file. An absolute one: itself, then its name in the folder of the saved file and in the model
    /// cache. Another: in the folder of the saved file, in the current directory and in the model cache.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="modelFileFolder">The folder of the saved file; <see langword="null"/> where it was read from a stream that is no file.</param>
    public static ModelPlaces OfReference(string path, string? modelFileFolder)
    {
        var note = (modelFileFolder is null ? " (the saved model was not read from a file, so nothing lies beside it)" : "") + CacheNote;
        if (!WrittenPath.IsAbsolute(path))
        {
            return new ModelPlaces(path, In([modelFileFolder, Environment.CurrentDirectory, ModelLocator.Cache], WrittenPath.Spellings(path)), note);
        }

        IEnumerable<string> itself = System.IO.Path.IsPathRooted(path) ? [path] : [];
        return new ModelPlaces(path, itself.Concat(In([modelFileFolder, ModelLocator.Cache], WrittenPath.NamesOf(path))), note);
    }

    /// <summary>The places, for a message.</summary>
    public override string ToString() => (All.Count == 0 ? "no place" : string.Join(" and ", All.Select(place => $"'{End(place)}'"))) + _note;

    /// <summary>The end of a long path says more than its start.</summary>
    private string End(string place) => place.Length > MessageLength / All.Count ? $"…{place[^(MessageLength / All.Count)..]}" : place;

    private static string CacheNote => ModelLocator.Cache is null ? $" (the environment variable {ModelLocator.CacheVariable}, the model cache, is not set)" : "";

    private static IEnumerable<string> In(IEnumerable<string?> folders, IEnumerable<string> names) =>
        folders.OfType<string>().SelectMany(folder => names.Select(name => System.IO.Path.Combine(folder, name)));
}

using Microsoft.ML.Tpt.Internals;

namespace Microsoft.ML.Tpt.Models;

/// <summary>Where models lie: the folder or file that a path means, and the cache.</summary>
internal static class ModelLocator
{
    public const string CacheVariable = "TPT_MODEL_CACHE";

    /// <summary>The model that options name; <see langword="null"/>: the built-in one.</summary>
    /// <inheritdoc cref="Find(string, string, string)" path="/exception"/>
    public static ModelSource? Find(TptOptions options) => ModelSource.Of(options.Model, (path, what) => Find(path, null, $"There is no {what}"));

    /// <summary>
    /// The folder or file that a path means: an absolute one itself; of the others the first that exists of the one from the folder
    /// of the saved file, from the current directory and from the model cache, and, where the path has the form of an id on the
    /// Hugging Face hub (<see cref="HubReference"/>), the one in the hub's local cache.
    /// </summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="modelFileFolder">The folder of the file that is being loaded; <see langword="null"/> where there is none or it is not known.</param>
    /// <param name="complaint">The start of the error's message.</param>
    /// <exception cref="DirectoryNotFoundException">It is nowhere, and means a folder.</exception>
    /// <exception cref="FileNotFoundException">It is nowhere, and means a file with weights.</exception>
    public static string Find(string path, string? modelFileFolder, string complaint)
    {
        var places = Places(path, modelFileFolder);
        if (places.FirstOrDefault(Path.Exists) is { } found)
        {
            return Path.GetFullPath(found);      // the current directory may change before the model is saved
        }

        if (HubReference.Parse(path) is { } model && HubCache.Find(model) is { } cached)
        {
            return Path.GetFullPath(cached);
        }

        var message = $"{complaint} '{MessageText.Cut(path)}'. Looked in {Describe(path, places)}.";
        throw HubReference.MeansFile(path) ? new FileNotFoundException(message, path) : new DirectoryNotFoundException(message);
    }

    /// <summary>The folder in which the files of saved models are unpacked.</summary>
    /// <exception cref="IOException">The user has no folder for application data, and the variable is not set.</exception>
    public static string CacheFolder()
    {
        if (Cache is { } cache)
        {
            return Path.GetFullPath(cache);
        }
        // Not verified: a user may have a home without that folder, which is then made.
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "Microsoft.ML.Tpt", "models")
            : throw new IOException($"There is no model cache, in which a saved model unpacks its files: this user has no folder for application data. {CacheAdvice}");
    }

    /// <summary>The error where the cache cannot be read or written. It has no inner exception, so that <see cref="Exception.GetBaseException"/> gives it.</summary>
    public static IOException CacheError(string folder, Exception cause) =>
        new($"The model cache '{folder}', in which a saved model unpacks its files, cannot be used: {cause.Message} {CacheAdvice}");

    private static string CacheAdvice => Cache is { } cache
        ? $"The environment variable {CacheVariable} is '{cache}': set it to a folder that this user may write to, with room for the model."
        : $"Set the environment variable {CacheVariable} to a folder that this user may write to, with room for the model.";

    private static string? Cache => Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } cache ? cache : null;

    private static string[] Places(string path, string? modelFileFolder)
    {
        if (Path.IsPathRooted(path))
        {
            return [path];
        }

        string?[] roots = [modelFileFolder, Environment.CurrentDirectory, Cache];
        return [.. roots.OfType<string>().Select(root => Path.Combine(root, path)).Distinct()];
    }

    private static string Describe(string path, string[] places)
    {
        var description = string.Join(" and ", places.Select(place => $"'{MessageText.Cut(place)}'"));
        if (Path.IsPathRooted(path))
        {
            return description;
        }

        if (Cache is null)
        {
            description += $" (the environment variable {CacheVariable}, the model cache, is not set)";
        }

        return HubReference.Parse(path) is { } model
            ? $"{description} and, as an id on the Hugging Face hub, in its local cache '{HubCache.FolderOf(model)}', to which the command `{model.DownloadCommand}` brings it"
            : description;
    }
}

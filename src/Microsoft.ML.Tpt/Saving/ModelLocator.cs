namespace Microsoft.ML;

/// <summary>Where models lie: the folder or file that a path means, and the cache.</summary>
internal static class ModelLocator
{
    public const string CacheVariable = "TPT_MODEL_CACHE";

    /// <summary>
    /// The folder or file that a path means: itself, from the current directory, where it exists, else the one in the model cache. Where
    /// neither exists, the path as it is, for the loader's own error. <see langword="null"/>, the built-in model, stays null.
    /// </summary>
    public static string? Find(string? path)
    {
        if (path is null || Path.IsPathRooted(path)) return path;
        if (Path.Exists(path)) return Path.GetFullPath(path);      // the current directory may change before the model is saved
        return Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } cache && Path.Exists(Path.Combine(cache, path))
            ? Path.GetFullPath(Path.Combine(cache, path))
            : path;
    }

    /// <summary>The places in which <see cref="Find"/> looks, for an error message.</summary>
    public static string DescribePlaces(string path)
    {
        if (Path.IsPathRooted(path)) return $"'{path}'";
        var cache = Environment.GetEnvironmentVariable(CacheVariable);
        return $"'{Path.GetFullPath(path)}' and " + (string.IsNullOrEmpty(cache)
            ? $"the model cache (the environment variable {CacheVariable}, which is not set)"
            : $"'{Path.Combine(cache, path)}'");
    }

    /// <summary>The folder in which embedded models are unpacked.</summary>
    public static string CacheFolder()
    {
        if (Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } cache) return cache;
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "Microsoft.ML.Tpt", "models");
    }
}

using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Hub;

namespace Microsoft.ML.Tpt.Models;

/// <summary>Where models lie: the folder or file that a path means, and the cache.</summary>
internal static class ModelLocator
{
    public const string CacheVariable = "TPT_MODEL_CACHE";

    /// <summary>The directory that the user has named for models; <see langword="null"/>: none.</summary>
    public static string? Cache => Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } cache ? cache : null;

    /// <summary>The model that options name; <see langword="null"/>: the built-in one.</summary>
    /// <param name="options">The options.</param>
    /// <param name="access">What may be done on the Hugging Face hub.</param>
    /// <inheritdoc cref="Find(ModelPlaces, string, string, HubContent, HubAccess)" path="/exception"/>
    public static ModelSource? Find(TptOptions options, HubAccess access) => ModelSource.Of(options.Model, (path, what) => Find(path, what, access));

    /// <summary>The folder or file that a path of the application means.</summary>
    /// <param name="path">The path.</param>
    /// <param name="what">What it is the path of.</param>
    /// <param name="access">What may be done on the Hugging Face hub.</param>
    /// <inheritdoc cref="Find(ModelPlaces, string, string, HubContent, HubAccess)" path="/exception"/>
    public static string Find(string path, string what, HubAccess access) => Find(ModelPlaces.Of(path), $"There is no {what}", "", ModelSource.ContentOf(what), access);

    /// <summary>
    /// The first of the places where there is something. Where there is nothing, and the path has the form of an id on the Hugging
    /// Face hub (<see cref="HubReference"/>), the one in the hub's local cache or, where that is allowed, on the hub.
    /// </summary>
    /// <param name="places">The places.</param>
    /// <param name="complaint">The start of the error's message.</param>
    /// <param name="advice">Its end, with a blank before it.</param>
    /// <param name="content">What is needed of a model on the hub.</param>
    /// <param name="access">Whether it may be downloaded.</param>
    /// <exception cref="DirectoryNotFoundException">It is nowhere, and means a folder.</exception>
    /// <exception cref="FileNotFoundException">It is nowhere, and means a file with weights.</exception>
    /// <exception cref="HubException">It could not be downloaded.</exception>
    /// <exception cref="OperationCanceledException">The download was stopped.</exception>
    public static string Find(ModelPlaces places, string complaint, string advice, HubContent content, HubAccess access)
    {
        var path = places.Path;
        if (places.FirstThere is { } found)
        {
            return Path.GetFullPath(found);      // the current directory may change before the model is saved
        }

        if (ModelPath.FindOnHub(path, content, access) is { } cached)
        {
            return Path.GetFullPath(cached);
        }

        var hint = ModelNameHint.Of(path);
        var message = $"{complaint} '{MessageText.Cut(path)}'.{hint} Looked in {Describe(places, hint.Length == 0)}.{advice}";
        throw HubReference.MeansFile(path) ? new FileNotFoundException(message, path) : new DirectoryNotFoundException(message);
    }

    /// <summary>Whether a path may be an id on the Hugging Face hub.</summary>
    public static bool HasFormOfId(string path) => HubReference.Parse(path) is not null;

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

    private static string Describe(ModelPlaces places, bool mayBeId) => mayBeId && HubReference.Parse(places.Path) is { } model
        ? $"{places} and, as an id on the Hugging Face hub, in its local cache '{HubCache.FolderOf(model)}', {ModelPath.HowToDownload(model)}"
        : places.ToString();
}

using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Hub;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The CLIP model of a transformer that was saved with a path or hub id.</summary>
internal static class ReferencedModel
{
    /// <inheritdoc cref="Find(IHost, TptOptions, string)" path="/exception"/>
    /// <inheritdoc cref="VerifiedModel.Load" path="/exception"/>
    /// <inheritdoc cref="TrustedImageTower.Require" path="/exception"/>
    public static (ClipModel Model, ModelSource Source) Load(IHost host, TptOptions options, string? modelFileFolder, ModelManifest manifest)
    {
        if (LoadOverride.Current.ImageTowerPath is null)
        {
            TrustedImageTower.Require(options);
        }

        return VerifiedModel.Load(host, options, Find(host, options, modelFileFolder), manifest);
    }

    /// <summary>The folder or file that the options mean now; <see langword="null"/>: the built-in model.</summary>
    /// <param name="host">Where a download is logged.</param>
    /// <param name="options">The options in the saved file, with what <see cref="LoadOverride"/> changes.</param>
    /// <param name="modelFileFolder">The folder of the saved file, or <see langword="null"/>.</param>
    /// <inheritdoc cref="ModelLocator.Find(ModelPlaces, string, string, HubContent, HubAccess)" path="/exception"/>
    public static ModelSource? Find(IHost host, TptOptions options, string? modelFileFolder)
    {
        var (named, access) = (LoadOverride.Current, DownloadLog.Access(host, options));
        return ModelSource.Of(options.Model, (path, what) => what switch
        {
            ModelSource.Weights => Find(path, modelFileFolder, what, named.ModelPath, nameof(TptLoadOptions.ModelPath), access),
            ModelSource.Tokenizer => Find(path, modelFileFolder, what, named.TokenizerFolder, nameof(TptLoadOptions.TokenizerFolder), access),
            _ => Find(path, modelFileFolder, what, named.ImageTowerPath, nameof(TptLoadOptions.ImageTowerPath), access),
        });
    }

    private static string Find(string path, string? modelFileFolder, string what, string? named, string option, HubAccess access) => named is not null
        ? ModelLocator.Find(ModelPlaces.Of(path), $"{nameof(TptLoadOptions)}.{option} names no {what}: there is no", "", ModelSource.ContentOf(what), access)
        : ModelLocator.Find(
            ModelPlaces.OfReference(path, modelFileFolder),
            $"The model was saved with a reference to its {what} (save it with {nameof(TptOptions.ModelStorage)} = {TptModelStorage.Embed}, and it needs no other files), but there is no",
            $" Put it into one of these places, or say where it is: mlContext.Model.{nameof(TptModelCatalog.LoadFrom)}(file, new {nameof(TptLoadOptions)} {{ {option} = \"...\" }}, out var schema).",
            ModelSource.ContentOf(what),
            access);
}

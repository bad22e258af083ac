using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The CLIP model of a transformer that was saved with a path or hub id.</summary>
internal static class ReferencedModel
{
    /// <inheritdoc cref="Find(TptOptions, string)" path="/exception"/>
    /// <inheritdoc cref="VerifiedModel.Load" path="/exception"/>
    /// <inheritdoc cref="TrustedImageTower.Require" path="/exception"/>
    public static (ClipModel Model, ModelSource Source) Load(IHost host, TptOptions options, string? modelFileFolder, ModelManifest manifest)
    {
        TrustedImageTower.Require(options);
        return VerifiedModel.Load(host, options, Find(options, modelFileFolder), manifest);
    }

    /// <summary>The folder or file that the options mean now; <see langword="null"/>: the built-in model.</summary>
    /// <param name="options">The options in the saved file.</param>
    /// <param name="modelFileFolder">The folder of the saved file, or <see langword="null"/>.</param>
    /// <inheritdoc cref="ModelLocator.Find(string, string, string)" path="/exception"/>
    public static ModelSource? Find(TptOptions options, string? modelFileFolder) => ModelSource.Of(options.Model, (path, what) => Find(path, modelFileFolder, what));

    private static string Find(string path, string? modelFileFolder, string what) => ModelLocator.Find(path, modelFileFolder,
        $"The model was saved with a reference to its {what} (save it with {nameof(TptOptions.ModelStorage)} = {TptModelStorage.Embed}, and it needs no other files), but there is no");
}

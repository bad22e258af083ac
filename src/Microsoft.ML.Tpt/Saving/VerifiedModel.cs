using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Loads a CLIP model and compares the files that were read with those that a transformer was saved with.</summary>
internal static class VerifiedModel
{
    /// <exception cref="InvalidDataException">There are other files than those the transformer was saved with.</exception>
    public static (ClipModel Model, ModelSource Source) Load(IHost host, TptOptions options, ModelSource? source, ModelManifest manifest)
    {
        var loaded = ModelLoader.Load(host, options, source);
        if (manifest.Difference(ModelManifest.Of(loaded.Model)) is not { } difference)
        {
            return loaded;
        }

        loaded.Model.Dispose();
        throw Mismatch(options, loaded.Source, difference);
    }

    /// <param name="options">The options in the saved file.</param>
    /// <param name="source">What was found for them.</param>
    /// <param name="difference">What is another, without the full stop.</param>
    public static InvalidDataException Mismatch(TptOptions options, ModelSource source, string difference)
    {
        var tokenizer = source.TokenizerFolder is null ? "" : $" with the tokenizer in '{source.TokenizerFolder}'";
        return new InvalidDataException(
            $"The CLIP model in '{source.Path}'{tokenizer} is not the one that this model was saved with: {difference}.{Elsewhere(options.Model.Path, source.Path)}{Elsewhere(options.Model.TokenizerFolder, source.TokenizerFolder)}");
    }

    /// <summary>Where the path in the saved file leads nowhere, and its name was found elsewhere.</summary>
    private static string Elsewhere(string? saved, string? found) => saved is null || found is null || !WrittenPath.IsAbsolute(saved) || Path.Exists(saved)
        ? ""
        : $" '{MessageText.Cut(saved)}' is not there, so '{MessageText.Cut(found)}' was taken for it: put the right one in its place, or name it by {nameof(TptLoadOptions)}.";
}

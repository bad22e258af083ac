using Microsoft.ML.Runtime;
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
        throw Mismatch(loaded.Source, difference);
    }

    public static InvalidDataException Mismatch(ModelSource source, string difference)
    {
        var tokenizer = source.TokenizerFolder is null ? "" : $" with the tokenizer in '{source.TokenizerFolder}'";
        return new InvalidDataException($"The CLIP model in '{source.Path}'{tokenizer} is not the one that this model was saved with: {difference}.");
    }
}

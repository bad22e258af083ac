namespace Microsoft.ML;

/// <summary>How a saved <see cref="TptTransformer"/> holds its CLIP model.</summary>
/// <example>
/// <code>
/// // A large model of one's own in the saved file, which then needs no other.
/// var options = new TptOptions
/// {
///     ClassNames = classNames,
///     ModelPath = "openai/clip-vit-base-patch16",
///     ModelStorage = TptModelStorage.Embed,
/// };
/// </code>
/// </example>
public enum TptModelStorage
{
    /// <summary>
    /// The files of the model are in the saved file, which needs nothing else. On loading they are unpacked once into the model
    /// cache: the directory that the environment variable <c>TPT_MODEL_CACHE</c> names, else a folder of the user's local
    /// application data.
    /// </summary>
    Embed,

    /// <summary>
    /// The saved file has <see cref="TptOptions.ModelPath"/> as it was given, path or hub id, and the SHA-256 of the model's files.
    /// On loading, a relative path is looked up in the folder of the saved file (where the model is loaded from a file, not from
    /// another stream), then as <see cref="TptOptions.ModelPath"/> says. The first that is found is taken, and where its files have
    /// another SHA-256, that is an error. The files are all .json, .txt and .safetensors of the folder: of a hub id, have the whole
    /// repository on both machines, as <c>hf download</c> gives it, since other tools fetch only the files that they use.
    /// </summary>
    Reference,
}

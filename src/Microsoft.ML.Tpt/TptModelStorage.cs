namespace Microsoft.ML;

/// <summary>How a saved <see cref="TptTransformer"/> holds its CLIP model.</summary>
public enum TptModelStorage
{
    /// <summary>
    /// The files of the model are in the saved file, which needs nothing else. On loading they are unpacked once into the model
    /// cache: the directory that the environment variable <c>TPT_MODEL_CACHE</c> names, else a folder of the user's local
    /// application data.
    /// </summary>
    Embed,

    /// <summary>
    /// The saved file has the path of the model's folder, as it was given, and the SHA-256 of its files. On loading, a relative
    /// path is looked up in the current directory and then in the directory that the environment variable <c>TPT_MODEL_CACHE</c>
    /// names; a folder whose files have another SHA-256 is an error. (ML.NET does not tell a component where the saved file lies.)
    /// </summary>
    Reference,
}

using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>How a saved <see cref="TptTransformer"/> holds its CLIP model.</summary>
/// <example>
/// <code>
/// // A large model of one's own in the saved file, which then needs no other.
/// var options = new TptOptions
/// {
///     ClassNames = classNames,
///     Model = { Path = "openai/clip-vit-base-patch16" },
///     ModelStorage = TptModelStorage.Embed,
/// };
/// </code>
/// </example>
public enum TptModelStorage
{
    /// <summary>
    /// The files that the model was read from are in the saved file, which needs nothing else. On loading they are unpacked once into
    /// the model cache: the directory that the environment variable <c>TPT_MODEL_CACHE</c> names, else a folder of the user's local
    /// application data. There they are verified at each use, and replaced where they are damaged.
    /// </summary>
    Embed,

    /// <summary>
    /// The saved file has <see cref="TptOptions.Model"/> as it was given, path or hub id, and the SHA-256 of each file that was
    /// read. On loading the path is looked for in several places, and the first that is there is taken. Where a file of it has
    /// another SHA-256, that is an error that names the file. Other files in the folder do not matter.
    /// <list type="bullet">
    /// <item>A relative path: in the folder of the saved file (where the model is loaded from a file, not from another stream), then as <see cref="TptOptions.Model"/> says.</item>
    /// <item>
    /// An absolute path: itself; then its last part, <c>clip</c> of <c>/models/clip</c> or <c>C:\models\clip</c>, in the folder of the saved
    /// file and in the directory that <c>TPT_MODEL_CACHE</c> names. A file of weights is looked for there in its folder, <c>clip/model.safetensors</c>, and then by its own name.
    /// </item>
    /// <item>Elsewhere: <see cref="TptModelCatalog.LoadFrom(ModelOperationsCatalog, string, TptLoadOptions, out DataViewSchema)"/> is told the place.</item>
    /// </list>
    /// With a <see cref="ModelOptions.ImageTowerPath"/> the application that loads the file must have called
    /// <c>AppContext.SetSwitch("Microsoft.ML.Tpt.AllowTorchScript", true)</c>, since a TorchScript file is a program.
    /// </summary>
    Reference,
}

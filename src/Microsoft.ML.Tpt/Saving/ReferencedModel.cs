namespace Microsoft.ML;

/// <summary>The CLIP model of a saved transformer by its path or hub id and its fingerprint.</summary>
/// <remarks>Format: path as it was given, empty for the built-in model (string), fingerprint (string).</remarks>
internal static class ReferencedModel
{
    public static void Write(BinaryWriter writer, string? path, ModelSource found)
    {
        writer.Write(path ?? "");
        writer.Write(ModelFiles.Fingerprint(found));
    }

    public static (string? Path, string Fingerprint) Read(BinaryReader reader)
    {
        var path = reader.ReadString();
        return (path.Length == 0 ? null : path, reader.ReadString());
    }

    /// <summary>The folder or file that the path means now.</summary>
    /// <param name="path">The path in the saved file.</param>
    /// <param name="modelFileFolder">The folder of the saved file, or <see langword="null"/>.</param>
    /// <param name="what">What the path is of, for the error's message.</param>
    /// <inheritdoc cref="ModelLocator.Find(string, string, string)" path="/exception"/>
    public static string Find(string path, string? modelFileFolder, string what) => ModelLocator.Find(path, modelFileFolder,
        $"The model was saved with a reference to its {what} (save it with {nameof(TptOptions.ModelStorage)} = {TptModelStorage.Embed}, and it needs no other files), but there is no");

    /// <exception cref="InvalidDataException">There are other files than the one the model was saved with.</exception>
    public static void Verify(ModelSource source, string fingerprint)
    {
        var found = ModelFiles.Fingerprint(source);
        if (found != fingerprint)
        {
            var tokenizer = source.TokenizerFolder is null ? "" : $" with the tokenizer in '{source.TokenizerFolder}'";
            throw new InvalidDataException($"The CLIP model in '{source.Path}'{tokenizer} is not the one that this model was saved with: the SHA-256 of its files is {found}, and it should be {fingerprint}.");
        }
    }
}

namespace Microsoft.ML;

/// <summary>The CLIP model of a saved transformer by its path and fingerprint.</summary>
/// <remarks>Format: path as it was given, empty for the built-in model (string), fingerprint (string).</remarks>
internal static class ReferencedModel
{
    public static void Write(BinaryWriter writer, string? path, string folder)
    {
        writer.Write(path ?? "");
        writer.Write(ModelFiles.Fingerprint(folder));
    }

    public static (string? Path, string Fingerprint) Read(BinaryReader reader)
    {
        var path = reader.ReadString();
        return (path.Length == 0 ? null : path, reader.ReadString());
    }

    /// <summary>The folder that the path means now.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string? Find(string? path)
    {
        var folder = ModelLocator.Find(path);
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"The model was saved with a reference to its CLIP model in '{path}', which is not there. Looked in {ModelLocator.DescribePlaces(path!)}. " +
                $"Put the folder there, or save the model with {nameof(TptOptions.ModelStorage)} = {TptModelStorage.Embed}.");
        }
        return folder;
    }

    /// <exception cref="InvalidDataException">The folder has other files than the one the model was saved with.</exception>
    public static void Verify(string folder, string fingerprint)
    {
        var found = ModelFiles.Fingerprint(folder);
        if (found != fingerprint)
            throw new InvalidDataException($"The CLIP model in '{folder}' is not the one that this model was saved with: the SHA-256 of its files is {found}, and it should be {fingerprint}.");
    }
}

namespace Microsoft.ML;

/// <summary>The CLIP model of a saved transformer by its path and fingerprint.</summary>
/// <remarks>Format: path as it was given, empty for the built-in model (string), fingerprint (string).</remarks>
internal static class ReferencedModel
{
    public static void Write(BinaryWriter writer, string? path, string foundPath)
    {
        writer.Write(path ?? "");
        writer.Write(ModelFiles.Fingerprint(foundPath));
    }

    public static (string? Path, string Fingerprint) Read(BinaryReader reader)
    {
        var path = reader.ReadString();
        return (path.Length == 0 ? null : path, reader.ReadString());
    }

    /// <summary>The folder or file that the path means now.</summary>
    /// <exception cref="DirectoryNotFoundException">There is neither.</exception>
    public static string? Find(string? path)
    {
        var found = ModelLocator.Find(path);
        if (found is not null && !Path.Exists(found))
        {
            throw new DirectoryNotFoundException(
                $"The model was saved with a reference to its CLIP model in '{path}', which is not there. Looked in {ModelLocator.DescribePlaces(path!)}. " +
                $"Put it there, or save the model with {nameof(TptOptions.ModelStorage)} = {TptModelStorage.Embed}.");
        }
        return found;
    }

    /// <exception cref="InvalidDataException">There are other files than the one the model was saved with.</exception>
    public static void Verify(string path, string fingerprint)
    {
        var found = ModelFiles.Fingerprint(path);
        if (found != fingerprint)
            throw new InvalidDataException($"The CLIP model in '{path}' is not the one that this model was saved with: the SHA-256 of its files is {found}, and it should be {fingerprint}.");
    }
}

using Tpt.Engine;
using Tpt.Engine.Files;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The files that a CLIP model was loaded from, when it is saved: they must still be the same.</summary>
internal static class LoadedFiles
{
    /// <summary>Copies them, one after the other in the order of <see cref="ModelManifest"/>.</summary>
    /// <exception cref="FileNotFoundException">A file is gone.</exception>
    /// <exception cref="InvalidDataException">A file is another one.</exception>
    public static void CopyTo(Stream destination, ClipModel model)
    {
        foreach (var file in model.Files.OrderBy(file => Path.GetFileName(file.Path), StringComparer.Ordinal))
        {
            Copy(file, destination);
        }
    }

    /// <inheritdoc cref="CopyTo" path="/exception"/>
    public static void Verify(ClipModel model) => CopyTo(Stream.Null, model);

    private static void Copy(ModelFile file, Stream destination)
    {
        using var source = Open(file);
        var (length, sha256) = FileCopy.Copy(source, file.Length, destination);
        if (length != file.Length || sha256 != file.Sha256)
        {
            throw Changed(file, Invariant($"The SHA-256 of its first {length} bytes is {sha256}, and of the {file.Length} that were loaded {file.Sha256}"));
        }
    }

    private static FileStream Open(ModelFile file)
    {
        try
        {
            var length = RegularFile.LengthOf(file.Path);
            return length == file.Length ? File.OpenRead(file.Path) : throw Changed(file, Invariant($"It has {length} bytes, and it had {file.Length}"));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"The model cannot be saved: '{file.Path}', from which it was loaded, is gone. Put it back, or fit again with a model that stays.", file.Path, exception);
        }
    }

    private static InvalidDataException Changed(ModelFile file, string difference) =>
        new($"The model cannot be saved: '{file.Path}' has changed since the model was loaded from it. {difference}. Put the old file back, or fit again.");
}

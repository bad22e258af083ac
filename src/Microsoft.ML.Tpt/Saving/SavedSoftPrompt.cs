using System.Security.Cryptography;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The file of a soft prompt inside a saved transformer. It is small, so it is always in the saved file, wherever the CLIP model is.</summary>
/// <param name="Extension">The extension of the file's name.</param>
/// <param name="File">The file.</param>
/// <remarks>Format: whether there is one (bool), and if so the extension of its name (string), its length (int) and bytes.</remarks>
internal sealed record SavedSoftPrompt(string Extension, byte[] File)
{
    private const string Name = "soft-prompt";
    private const int ExtensionLimit = 255;

    public static SavedSoftPrompt Of(LoadedSoftPrompt softPrompt)
    {
        var extension = Path.GetExtension(softPrompt.Path);
        return new SavedSoftPrompt(SavedFileName.IsAllowed(Name + extension) ? extension : "", softPrompt.Bytes);
    }

    public static void Write(BinaryWriter writer, SavedSoftPrompt? softPrompt)
    {
        writer.Write(softPrompt is not null);
        if (softPrompt is null)
        {
            return;
        }

        writer.Write(softPrompt.Extension);
        writer.Write(softPrompt.File.Length);
        writer.Write(softPrompt.File);
    }

    public static SavedSoftPrompt? Read(StateReader reader)
    {
        if (!reader.ReadBoolean("whether there is a soft prompt"))
        {
            return null;
        }

        var extension = reader.ReadText("the extension of the soft prompt's file", ExtensionLimit);
        if (!SavedFileName.IsAllowed(Name + extension))
        {
            throw reader.Damaged($"'{Excerpt.Of(extension)}' is not the extension of a file's name");
        }

        return new SavedSoftPrompt(extension, reader.ReadBytes(reader.ReadInt32("the length of the soft prompt"), "the soft prompt"));
    }

    /// <summary>Gives the path to which the file is unpacked.</summary>
    /// <inheritdoc cref="ModelCache.Unpack" path="/exception"/>
    public string Unpack(ModelCache cache)
    {
        var file = new SavedFile(Name + Extension, File.Length, Convert.ToHexStringLower(SHA256.HashData(File)));
        return Path.Combine(cache.Unpack(new ModelManifest([file]), _ => new MemoryStream(File, writable: false)), file.Name);
    }
}

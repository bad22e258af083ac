using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// The preprocessing that a folder's files say in Hugging Face's form: <c>preprocessor_config.json</c>, or the <c>image_processor</c> inside
/// <c>processor_config.json</c>, where transformers 5 writes it.
/// </summary>
internal static class PreprocessorFiles
{
    /// <param name="files">What reads the files.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="untyped">The processor that a file without a type is of; null: CLIP's.</param>
    /// <returns>What the files say; null where there are none.</returns>
    /// <exception cref="InvalidDataException">A file asks for what cannot be done, or the two say different things. transformers 5 takes the nested one then, and older versions the other.</exception>
    public static ImagePreprocessing? Find(ModelFileReader files, string folder, ProcessorKind? untyped = null)
    {
        var (plainFile, nestingFile) = (Path.Combine(folder, PreprocessorConfig.FileName), Path.Combine(folder, PreprocessorConfig.NestingFileName));
        var plain = File.Exists(plainFile) ? PreprocessorConfig.Read(files.Read(plainFile), plainFile, untyped) : null;
        var nested = ReadNested(files, nestingFile, untyped);
        return plain is null || nested is null || plain == nested
            ? nested ?? plain
            : throw new InvalidDataException($"'{plainFile}' and '{nestingFile}' contradict each other in {string.Join(", ", Differences(plain, nested))}. Delete the one that is not the model's.");
    }

    /// <summary>Whether there is a file to ask.</summary>
    public static bool Exist(string folder)
        => File.Exists(Path.Combine(folder, PreprocessorConfig.FileName)) || File.Exists(Path.Combine(folder, PreprocessorConfig.NestingFileName));

    private static ImagePreprocessing? ReadNested(ModelFileReader files, string path, ProcessorKind? untyped)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        var json = files.Read(path);
        return HasProcessor(json, path) ? PreprocessorConfig.Read(json, path, untyped) : null;
    }

    private static IEnumerable<string> Differences(ImagePreprocessing plain, ImagePreprocessing nested)
    {
        (string Key, bool Differs)[] keys =
        [
            ("size", plain.ResizeMode != nested.ResizeMode || plain.ResizeEdge != nested.ResizeEdge),
            ("crop_size", plain.CropSize != nested.CropSize),
            ("resample", plain.Filter != nested.Filter),
            ("image_mean", !plain.Mean.SequenceEqual(nested.Mean)),
            ("image_std", !plain.Std.SequenceEqual(nested.Std)),
            ("rescale_factor", plain.RescaleFactor != nested.RescaleFactor),
        ];
        return keys.Where(key => key.Differs).Select(key => key.Key);
    }

    /// <summary>Before version 5 the file had the text side's settings alone.</summary>
    private static bool HasProcessor(byte[] json, string path)
    {
        try
        {
            using var document = JsonText.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty(PreprocessorConfig.NestedKey, out var nested) && nested.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: the text is not JSON. {e.Message}", e);
        }
    }
}

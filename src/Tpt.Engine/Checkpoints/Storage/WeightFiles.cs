using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Finds and opens the file or files that hold a checkpoint's weights.</summary>
internal static class WeightFiles
{
    private const string Extension = ".safetensors";
    private const string IndexExtension = Extension + ".index.json";

    /// <summary>In the order in which they are looked for.</summary>
    private static readonly string[] _usualNames = ["model" + Extension, "model" + IndexExtension, "open_clip_model" + Extension];

    /// <param name="path">A folder, or a .safetensors file.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder has no weights.</exception>
    /// <exception cref="InvalidDataException">A file is broken, or it is open which of a folder's files is meant.</exception>
    public static IStoredTensors Open(string path)
    {
        var file = Directory.Exists(path) ? Find(path) : path;
        if (File.Exists(file))
        {
            return file.EndsWith(IndexExtension, StringComparison.Ordinal) ? ShardedSafetensors.Open(file) : SafetensorsFile.Open(file);
        }
        throw path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
            ? new FileNotFoundException($"There is no checkpoint file '{path}'.", path)
            : new DirectoryNotFoundException($"There is no model folder '{path}'.");
    }

    private static string Find(string folder)
    {
        if (_usualNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } usual)
        {
            return usual;
        }
        var files = Directory.GetFiles(folder, "*" + Extension);
        return files.Length switch
        {
            1 => files[0],
            0 => throw new FileNotFoundException($"'{folder}' has no weights: there is neither {string.Join(" nor ", _usualNames)} nor another {Extension} file."),
            _ => throw new InvalidDataException(Invariant($"'{folder}' has {files.Length} {Extension} files, and none of them is {string.Join(" or ", _usualNames)}: give the path of the one that is meant.")),
        };
    }
}

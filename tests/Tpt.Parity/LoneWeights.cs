namespace Tpt.Parity;

/// <summary>
/// A checkpoint as it can be loaded. A file with OpenAI's names in 16 bits says neither activation nor preprocessing; what is loaded is a copy with the
/// preprocessing of the same model in Hugging Face's layout beside it. The activation is that of the reference, which is OpenAI's code.
/// </summary>
internal sealed class LoneWeights : IDisposable
{
    private const string Preprocessor = "preprocessor_config.json";
    private readonly DirectoryInfo? _copy;

    /// <param name="path">A folder, or a file that may lie alone.</param>
    public LoneWeights(string path)
    {
        Path = path;
        var model = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(path).Split('.')[0]);
        if (File.Exists(path) && File.Exists(System.IO.Path.Combine(model, Preprocessor)))
        {
            _copy = Directory.CreateTempSubdirectory("tpt");
            Path = System.IO.Path.Combine(_copy.FullName, System.IO.Path.GetFileName(path));
            Copy(path, Path);
            Copy(System.IO.Path.Combine(model, Preprocessor), System.IO.Path.Combine(_copy.FullName, Preprocessor));
        }
    }

    /// <summary>What is loaded.</summary>
    public string Path { get; }

    /// <summary>What the file does not say; null where nothing is missing.</summary>
    public bool? QuickGelu => _copy is null ? null : true;

    public void Dispose() => _copy?.Delete(recursive: true);

    /// <summary>Without the permissions: the goldens may be read-only.</summary>
    private static void Copy(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var target = File.Create(to);
        source.CopyTo(target);
    }
}

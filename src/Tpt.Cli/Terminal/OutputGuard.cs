namespace Tpt.Cli.Terminal;

/// <summary>Keeps results from taking the place of what a command reads.</summary>
internal static class OutputGuard
{
    /// <summary>Endings of what is no file of results: pictures and weights.</summary>
    private static readonly string[] _others =
    [
        ".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tga", ".tif", ".tiff", ".webp",
        ".bin", ".ckpt", ".pt", ".pth", ".safetensors",
    ];

    /// <summary>Endings of results: in a folder of a model they may lie, and be written again.</summary>
    private static readonly string[] _results = [".csv", ".html", ".htm", ".jsonl", ".ndjson", ".parquet"];

    /// <summary>Refuses a file of results that would replace an input, or a file of another kind.</summary>
    /// <param name="path">The file of results, there or not.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="inputs">Files that are read, and folders of models. Null, and what is not there, is passed over: an id, a list with commas.</param>
    /// <exception cref="InvalidDataException">The path is empty, or the file is one that is not to be replaced.</exception>
    public static void Require(string path, string option, IEnumerable<string?> inputs)
    {
        RequireName(path, option);
        if (!File.Exists(path))
        {
            return;
        }
        var real = RealPath.Of(path);
        foreach (var input in inputs.OfType<string>().Where(Path.Exists))
        {
            var isOne = Directory.Exists(input) ? !_results.Contains(Path.GetExtension(real), StringComparer.OrdinalIgnoreCase) : real.Equals(RealPath.Of(input), RealPath.Comparison);
            if (isOne && RealPath.Contains(input, path))
            {
                throw new InvalidDataException($"{option} is '{CellText.Quoted(path)}', which this command reads: it would be replaced. Name another file.");
            }
        }
        if (_others.Contains(Path.GetExtension(real), StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"{option} is '{CellText.Quoted(path)}', which is there and by its name no file of results: it would be replaced. Name another file, or delete it first.");
        }
    }

    /// <summary>Refuses an empty path, as from a variable of a script that is not set.</summary>
    /// <exception cref="InvalidDataException">It is empty.</exception>
    public static void RequireName(string path, string option)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InvalidDataException($"{option} is empty. Name a file or folder, or leave {option} out.");
        }
    }
}

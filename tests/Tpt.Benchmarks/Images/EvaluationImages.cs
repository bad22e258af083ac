using Microsoft.ML.Data;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Benchmarks.Images;

/// <summary>Images in folders that are named after their classes.</summary>
/// <param name="ClassNames">The names of the folders, in ordinal order.</param>
/// <param name="Paths">The images, class by class.</param>
internal sealed record EvaluationImages(IReadOnlyList<string> ClassNames, IReadOnlyList<string> Paths)
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase) { ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp" };

    /// <summary>The pictures of samples/ModelBuilderStyle, copied beside this program.</summary>
    public static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "images");

    /// <exception cref="InvalidDataException">The folder has no class folders, or these have no images.</exception>
    public static EvaluationImages Read(string folder)
    {
        string[] classFolders = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        string[] paths = [.. classFolders.SelectMany(ReadClass)];
        return paths.Length > 0
            ? new EvaluationImages([.. classFolders.Select(path => Path.GetFileName(path))], paths)
            : throw new InvalidDataException($"'{folder}' holds no images in folders that are named after classes.");
    }

    /// <summary>The sets of a folder: the folder itself where its folders hold images, else each of those.</summary>
    /// <exception cref="InvalidDataException">There are no images in class folders.</exception>
    public static IReadOnlyList<EvaluationImages> ReadSets(string folder)
    {
        string[] folders = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        return folders.Any(path => ReadClass(path).Any()) || folders.Length == 0 ? [Read(folder)] : [.. folders.Select(Read)];
    }

    /// <summary>The first <paramref name="count"/> images, from the first again where there are not as many.</summary>
    public string[] Cycle(int count) => [.. Enumerable.Range(0, count).Select(i => Paths[i % Paths.Count])];

    /// <summary>Decodes a file as <c>LoadImages</c> and the component's reader of its images do together.</summary>
    public static ImagePixels Decode(string path)
    {
        using var image = MLImage.CreateFromFile(path);
        return image.PixelFormat == MLPixelFormat.Bgra32
            ? ImagePixels.FromBgra(image.Pixels, image.Width, image.Height, premultiplied: true)
            : ImagePixels.FromRgba(image.Pixels, image.Width, image.Height, premultiplied: true);
    }

    private static IEnumerable<string> ReadClass(string folder)
        => Directory.EnumerateFiles(folder).Where(path => _extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);
}

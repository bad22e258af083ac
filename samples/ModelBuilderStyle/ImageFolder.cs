namespace ModelBuilderStyle;

/// <summary>The images of a folder and the class names that they are scored against.</summary>
/// <param name="ClassNames">The class names, in the order of the model's scores.</param>
/// <param name="Rows">The images, with the name of their class folder where there is one.</param>
/// <param name="HasLabels">Whether the images lie in class folders, so that there is something to evaluate.</param>
internal sealed record ImageFolder(IReadOnlyList<string> ClassNames, IReadOnlyList<MLModel.ModelInput> Rows, bool HasLabels)
{
    private static readonly HashSet<string> _extensions =
        new(StringComparer.OrdinalIgnoreCase) { ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp" };

    /// <summary>Reads a folder of class folders, or a flat folder of images. Folders and files whose names begin with a dot are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classNames">The class names; <see langword="null"/> takes the names of the class folders.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder holds no images, or a flat folder comes without class names.</exception>
    public static ImageFolder Read(string folder, IReadOnlyList<string>? classNames)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        var flat = ReadImages(folder, label: "");
        string[] classFolders = [.. Directory.EnumerateDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal)];
        MLModel.ModelInput[] labelled = [.. classFolders.SelectMany(path => ReadImages(path, Path.GetFileName(path)))];
        if (flat.Length > 0 && labelled.Length > 0)
        {
            throw new InvalidDataException($"'{folder}' holds images beside class folders; it must be one or the other.");
        }
        if (labelled.Length > 0)
        {
            return new ImageFolder(classNames ?? [.. classFolders.Select(path => Path.GetFileName(path))], labelled, HasLabels: true);
        }
        if (flat.Length == 0)
        {
            throw new InvalidDataException(
                $"'{folder}' holds no images ({string.Join(", ", _extensions)}), neither directly nor in folders named after classes.");
        }
        return new ImageFolder(
            classNames ?? throw new InvalidDataException($"'{folder}' has no class folders; name the classes with --classes."),
            flat,
            HasLabels: false);
    }

    /// <summary>What begins with a dot is a tool's own, such as <c>.ipynb_checkpoints</c>: no class and no image.</summary>
    private static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.');

    private static MLModel.ModelInput[] ReadImages(string folder, string label) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Where(path => IsVisible(path) && _extensions.Contains(Path.GetExtension(path)))
            .Order(StringComparer.Ordinal)
            .Select(path => new MLModel.ModelInput { ImageSource = Path.GetFullPath(path), Label = label }),
    ];
}

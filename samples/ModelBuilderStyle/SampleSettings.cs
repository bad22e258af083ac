namespace ModelBuilderStyle;

/// <summary>What the command line asks for.</summary>
/// <param name="ImagesFolder">A folder of class folders, or a flat folder of images.</param>
/// <param name="ClassNames">The class names, or <see langword="null"/> to take the names of the class folders.</param>
/// <param name="ClipFolder">A Hugging Face CLIPModel folder, or <see langword="null"/> for the built-in model.</param>
/// <param name="Views">The number of views of each image.</param>
/// <param name="Steps">The number of tuning steps on each image; 0 is plain zero-shot.</param>
/// <param name="ModelPath">Where the fitted pipeline is saved and loaded again.</param>
internal sealed record SampleSettings(
    string ImagesFolder,
    IReadOnlyList<string>? ClassNames,
    string? ClipFolder,
    int Views,
    int Steps,
    string ModelPath);

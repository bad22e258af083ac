namespace ModelBuilderStyle;

/// <summary>The images of a folder, and what of it was left out.</summary>
internal sealed record ImageFolder
{
    /// <summary>The folder that names in the report are relative to.</summary>
    public required string Root { get; init; }

    /// <summary>The images to score, each with the name of its class folder where there is one.</summary>
    public required IReadOnlyList<MLModel.ModelInput> Rows { get; init; }

    /// <summary>The names of the class folders that hold images; none for a flat folder or one image.</summary>
    public required IReadOnlyList<string> ClassFolders { get; init; }

    /// <summary>The names of folders without images, which are no classes.</summary>
    public required IReadOnlyList<string> EmptyFolders { get; init; }

    /// <summary>Images that lie deeper than in a class folder; they are scored too.</summary>
    public required IReadOnlyList<string> Nested { get; init; }

    /// <summary>Files that are no images by their extension.</summary>
    public required IReadOnlyList<string> OtherFiles { get; init; }

    /// <summary>Images that cannot be opened. They are no rows.</summary>
    public required IReadOnlyList<UnusableImage> Unreadable { get; init; }

    /// <summary>Images whose EXIF orientation is not upright.</summary>
    public required IReadOnlyList<string> Turned { get; init; }

    /// <summary>All images, readable or not.</summary>
    public int Count => Rows.Count + Unreadable.Count;

    /// <summary>The class names to score against where none are given.</summary>
    /// <exception cref="InvalidDataException">There are no class folders.</exception>
    public IReadOnlyList<string> RequireClassFolders() => ClassFolders.Count > 0
        ? ClassFolders
        : throw new InvalidDataException($"'{Root}' has no class folders: name the classes with --classes, or score with a saved model by --load.");
}

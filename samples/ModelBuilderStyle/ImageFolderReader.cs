using SkiaSharp;
using Tpt.Engine.Imaging;
using Tpt.ImageSharp;

namespace ModelBuilderStyle;

/// <summary>Reads a folder of class folders, a flat folder of images, or one image. What is hidden, or begins with a dot, is left out.</summary>
internal sealed class ImageFolderReader
{
    private static readonly string[] _skiaSharp = [".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"];
    private static readonly string[] _imageSharp = [.. _skiaSharp, ".pbm", ".pgm", ".ppm", ".tga", ".tif", ".tiff"];

    // What Windows and macOS leave in folders of pictures.
    private static readonly string[] _ofSystem = ["Thumbs.db", "desktop.ini"];

    private readonly string _root;
    private readonly string[] _extensions;
    private readonly List<MLModel.ModelInput> _rows = [];
    private readonly List<string> _classFolders = [], _emptyFolders = [], _nested = [], _otherFiles = [], _turned = [];
    private readonly List<UnusableImage> _unreadable = [];

    private ImageFolderReader(string root, IImageDecoder? decoder)
    {
        _root = root;
        _extensions = decoder == ImageDecoders.ImageSharp ? _imageSharp : _skiaSharp;
    }

    private int Count => _rows.Count + _unreadable.Count;

    /// <param name="path">The folder, or the image.</param>
    /// <param name="decoder">What will decode the images; it says which files are images.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">The folder holds no images, or images beside class folders.</exception>
    public static ImageFolder Read(string path, IImageDecoder? decoder)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            var single = new ImageFolderReader(Path.GetDirectoryName(path)!, decoder);
            single.Add(new FileInfo(path), label: "");
            return single.Result();
        }
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"There is no folder or image '{path}'.");
        }

        var reader = new ImageFolderReader(path, decoder);
        reader.ReadRoot(new DirectoryInfo(path));
        return reader.Result();
    }

    private void ReadRoot(DirectoryInfo root)
    {
        AddFiles(root, label: "", isNested: false);
        var direct = Count;
        string[] besides = [.. _rows.Concat(_unreadable.Select(unreadable => unreadable.Image)).Select(image => Path.GetFileName(image.ImageSource))];
        foreach (var folder in Folders(root))
        {
            var before = Count;
            AddTree(folder, folder.Name, isNested: false);
            (Count > before ? _classFolders : _emptyFolders).Add(folder.Name);
        }
        if (Count == 0)
        {
            throw new InvalidDataException($"'{_root}' holds no images ({string.Join(", ", _extensions)}), neither directly nor in folders named after classes.");
        }
        if (direct > 0 && Count > direct)
        {
            throw new InvalidDataException(
                $"'{_root}' holds {Words.Count(direct, "image")} ({Words.Some(besides)}) beside class folders ({Words.Some(_classFolders)}). Put {(direct == 1 ? "it" : "them")} into a class folder, or give a folder without class folders.");
        }
    }

    /// <summary>The class is the folder at the top. A link to a folder is followed there and no deeper, so that there are no circles.</summary>
    private void AddTree(DirectoryInfo folder, string label, bool isNested)
    {
        AddFiles(folder, label, isNested);
        foreach (var inner in Folders(folder).Where(inner => inner.LinkTarget is null))
        {
            AddTree(inner, label, isNested: true);
        }
    }

    private void AddFiles(DirectoryInfo folder, string label, bool isNested)
    {
        foreach (var file in folder.EnumerateFiles().Where(IsVisible).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (!_extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            {
                _otherFiles.Add(Path.GetRelativePath(_root, file.FullName));
                continue;
            }
            Add(file, label);
            if (isNested)
            {
                _nested.Add(Path.GetRelativePath(_root, file.FullName));
            }
        }
    }

    private void Add(FileInfo file, string label)
    {
        var image = new MLModel.ModelInput { ImageSource = file.FullName, Label = label };
        try
        {
            file.OpenRead().Dispose();
            // Over the file's memory: SkiaSharp's codecs do not bear every damaged file over a stream of .NET's.
            using var data = SKData.Create(file.FullName);
            using var codec = data is null ? null : SKCodec.Create(data);
            _rows.Add(image);
            // A file that is no image has no codec. The model says so when it comes to it.
            if (codec is { EncodedOrigin: not SKEncodedOrigin.TopLeft })
            {
                _turned.Add(Path.GetRelativePath(_root, file.FullName));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(new UnusableImage(image, e.Message));
        }
    }

    private ImageFolder Result() => new()
    {
        Root = _root,
        Rows = _rows,
        ClassFolders = _classFolders,
        EmptyFolders = _emptyFolders,
        Nested = _nested,
        OtherFiles = _otherFiles,
        Unreadable = _unreadable,
        Turned = _turned,
    };

    private static IEnumerable<DirectoryInfo> Folders(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(IsVisible).OrderBy(inner => inner.Name, StringComparer.Ordinal);

    /// <summary>What begins with a dot is a tool's own, such as <c>.ipynb_checkpoints</c>: no class and no image.</summary>
    private static bool IsVisible(FileSystemInfo entry) =>
        !entry.Name.StartsWith('.') && !entry.Attributes.HasFlag(FileAttributes.Hidden) && !_ofSystem.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);
}

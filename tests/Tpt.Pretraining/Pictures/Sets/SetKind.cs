namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>How a set names its pictures.</summary>
internal enum SetKind
{
    /// <summary>Iconify: icons.json, and chars.json where a picture's code points are known; the pictures are emoji.</summary>
    Emoji,

    /// <summary>Iconify: icons.json; the pictures are icons with free names.</summary>
    Icons,

    /// <summary>A folder of SVG files named after code points.</summary>
    SvgFiles,

    /// <summary>A folder of WebP files named after code points.</summary>
    WebpFiles,
}

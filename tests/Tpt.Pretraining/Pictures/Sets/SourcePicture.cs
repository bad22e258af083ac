namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>A picture as its package has it.</summary>
/// <param name="Name">The icon's or file's name.</param>
/// <param name="Codes">The code points that it is a picture of, as <see cref="CodePoints.Normalise"/> writes them; empty where the set says none.</param>
internal sealed record SourcePicture(string Name, IReadOnlyList<string> Codes)
{
    /// <summary>The drawing as SVG, or <see langword="null"/>.</summary>
    public string? Svg { get; init; }

    /// <summary>The picture as WebP, or <see langword="null"/>.</summary>
    public byte[]? Webp { get; init; }
}

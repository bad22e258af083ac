namespace Tpt.Pretraining.Pictures;

/// <summary>All concepts, styles and rendered pictures.</summary>
internal sealed class PictureLibrary
{
    /// <summary>Pictures are squares of this many pixels.</summary>
    public const int Size = 72;

    /// <summary>The longer side of what is drawn, centred: every set has the same margins of 4 pixels.</summary>
    public const int DrawnSize = 64;

    public const int BytesPerPicture = Size * Size * 4;

    public required IReadOnlyList<Concept> Concepts { get; init; }

    public required IReadOnlyList<DrawingStyle> Styles { get; init; }

    public required IReadOnlyList<Picture> Pictures { get; init; }

    /// <summary>Premultiplied RGBA, row by row, <see cref="BytesPerPicture"/> for each picture in order.</summary>
    public required byte[] Pixels { get; init; }
}

using Tpt.Pretraining.Pictures.Packages;

namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>A package of pictures, and the styles that are drawn in it.</summary>
/// <param name="Package">The npm package.</param>
/// <param name="Licence">The licence of the pictures, as an SPDX identifier.</param>
/// <param name="Kind">How its pictures are named.</param>
/// <param name="Split">Whether it may be trained on.</param>
/// <param name="Variants">Its styles; of two that fit a picture's name, the one with the longer suffix has it.</param>
internal sealed record PictureSet(NpmPackage Package, string Licence, SetKind Kind, Split Split, IReadOnlyList<StyleVariant> Variants)
{
    /// <summary>Endings of the names of pictures that are left out: other weights or sizes of the same drawing.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Names of pictures that are not what they are called: a brand, or a glyph of a user interface.</summary>
    public IReadOnlyList<string> Misnamed { get; init; } = [];
}

namespace Tpt.Pretraining.Pictures;

/// <summary>A set of pictures drawn by one hand, and the package that it comes in.</summary>
/// <param name="Name">A short name, <c>noto</c>.</param>
/// <param name="Package">The npm package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Licence">The licence of the pictures, as an SPDX identifier.</param>
/// <param name="Split">Whether it may be trained on.</param>
/// <param name="Weight">How often its picture of a concept is drawn into a batch, against the other styles' pictures of it.</param>
internal sealed record DrawingStyle(string Name, string Package, string Version, string Licence, Split Split, double Weight);

namespace Tpt.Pretraining.Pictures;

/// <summary>One style's drawing of one concept.</summary>
/// <param name="Concept">Its place in <see cref="PictureLibrary.Concepts"/>.</param>
/// <param name="Style">Its place in <see cref="PictureLibrary.Styles"/>.</param>
/// <param name="Source">What the package calls it: an icon's or a file's name.</param>
internal sealed record Picture(int Concept, int Style, string Source);

namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>One style within a set, told by the end of its pictures' names.</summary>
/// <param name="Style">The style's name, <c>ph-fill</c>.</param>
/// <param name="Suffix">The end of its pictures' names, <c>-fill</c>; empty for those without any suffix.</param>
/// <param name="Weight">The style's <see cref="DrawingStyle.Weight"/>.</param>
internal sealed record StyleVariant(string Style, string Suffix, double Weight);

using Tpt.Pretraining.Pictures.Sets;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>A picture that belongs into the library.</summary>
/// <param name="Style">The name of its style.</param>
/// <param name="Concept">The name of what it draws.</param>
/// <param name="Source">What is rendered.</param>
internal sealed record PlannedPicture(string Style, string Concept, SourcePicture Source);

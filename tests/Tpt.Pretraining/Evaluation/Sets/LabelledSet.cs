namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>Pictures of named classes; each picture is scored against all classes of its set.</summary>
/// <param name="Name">The name of the set's folder.</param>
/// <param name="Classes">The classes, in the order of the scores.</param>
/// <param name="Images">The pictures, class by class.</param>
internal sealed record LabelledSet(string Name, IReadOnlyList<SetClass> Classes, IReadOnlyList<LabelledImage> Images);

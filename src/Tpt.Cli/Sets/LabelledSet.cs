namespace Tpt.Cli.Sets;

/// <summary>Pictures of named classes. Each picture is scored against all classes of its set.</summary>
/// <param name="Name">Its name in reports: that of the folder, or <c>imagenet-a</c>.</param>
/// <param name="Classes">The classes, in the order of the scores.</param>
/// <param name="Pictures">The pictures, in the order in which they are scored. Their index is the number of the row.</param>
internal sealed record LabelledSet(string Name, IReadOnlyList<SetClass> Classes, IReadOnlyList<LabelledPicture> Pictures);

namespace Tpt.Cli.Sets;

/// <summary>One picture of a set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its name within the set, with slashes on every system: <c>cat/0001.jpg</c>.</param>
/// <param name="Label">The index of its class.</param>
internal sealed record LabelledPicture(string Path, string Name, int Label);

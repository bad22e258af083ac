namespace Tpt.Cli.Sets;

/// <summary>A class of a set.</summary>
/// <param name="Label">By what it goes in reports and files, distinct within the set: <c>n02124075</c>, or the folder of its pictures.</param>
/// <param name="Name">What stands for it in the prompt: <c>Egyptian cat</c>. Two classes of ImageNet have one name.</param>
internal sealed record SetClass(string Label, string Name);

namespace Microsoft.ML.Tpt.Models;

/// <summary>The file of a soft prompt, as it was when a classifier was made with it.</summary>
/// <param name="Path">Where the file lay.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record LoadedSoftPrompt(string Path, byte[] Bytes);

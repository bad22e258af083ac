namespace Microsoft.ML.Tpt.Models;

/// <summary>Where the files of a CLIP model lie.</summary>
/// <param name="Path">The folder, or the file with the weights in it.</param>
/// <param name="TokenizerFolder">The folder with the tokenizer; <see langword="null"/>: the folder of the weights.</param>
internal sealed record ModelSource(string Path, string? TokenizerFolder = null);

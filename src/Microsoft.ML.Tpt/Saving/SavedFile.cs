namespace Microsoft.ML.Tpt.Saving;

/// <summary>A file of a CLIP model, or of a soft prompt, as a saved transformer knows it.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal.</param>
internal sealed record SavedFile(string Name, long Length, string Sha256);

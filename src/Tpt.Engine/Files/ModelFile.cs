namespace Tpt.Engine.Files;

/// <summary>A file that a model was loaded from, as it was when it was read.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Sha256">The SHA-256 of the bytes, 64 digits of lower-case hexadecimal.</param>
/// <example>
/// <code>
/// using var clip = ClipModel.LoadBuiltIn();
/// foreach (ModelFile file in clip.Files)
/// {
///     Console.WriteLine($"{Path.GetFileName(file.Path)}: {file.Length} bytes, SHA-256 {file.Sha256}");
/// }
/// </code>
/// </example>
public sealed record ModelFile(string Path, long Length, string Sha256);

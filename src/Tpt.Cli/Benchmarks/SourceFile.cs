namespace Tpt.Cli.Benchmarks;

/// <summary>A text file that a set was read from.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Sha256">The SHA-256 of what was read, 64 digits of lower-case hexadecimal.</param>
internal sealed record SourceFile(string Path, string Sha256);

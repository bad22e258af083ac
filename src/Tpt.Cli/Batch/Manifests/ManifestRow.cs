namespace Tpt.Cli.Batch.Manifests;

/// <summary>A picture of a job. Its id is its number in the manifest, from 0.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Label">Its class; null where that is not known.</param>
/// <param name="Length">The length of the file when the job was planned; null where it was not there, or not looked at.</param>
/// <param name="Sha256">The SHA-256 of the file when the job was planned, in lower-case hexadecimal; null where it was not read.</param>
internal sealed record ManifestRow(string Path, string? Label, long? Length = null, string? Sha256 = null);

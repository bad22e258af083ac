namespace Tpt.Cli.Batch.Plans;

/// <summary>The manifest of a plan.</summary>
/// <param name="Name">What the pictures are called in reports: the name of the folder or list that they were planned of.</param>
/// <param name="File">The name of the file, beside the plan.</param>
/// <param name="Rows">How many pictures it has, at least one.</param>
/// <param name="Labelled">How many of them have a label.</param>
/// <param name="Sha256">The SHA-256 of the file, in lower-case hexadecimal.</param>
internal sealed record PlannedManifest(string Name, string File, long Rows, long Labelled, string Sha256);

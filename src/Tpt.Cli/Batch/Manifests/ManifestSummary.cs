namespace Tpt.Cli.Batch.Manifests;

/// <summary>What was written as a manifest.</summary>
/// <param name="Rows">How many pictures it has.</param>
/// <param name="Labelled">How many of them have a label.</param>
/// <param name="Unreadable">How many were not there, or no regular files, when it was written.</param>
/// <param name="Shards">The digest of each shard, in their order.</param>
internal sealed record ManifestSummary(long Rows, long Labelled, long Unreadable, IReadOnlyList<string> Shards);

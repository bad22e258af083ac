namespace Tpt.Cli.Batch.Commits;

/// <summary>A shard as it was put together with the others.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Sha256">The SHA-256 of the file, in lower-case hexadecimal.</param>
/// <param name="Device">What it was computed on.</param>
internal sealed record ShardSum(string File, long Rows, string Sha256, string Device);

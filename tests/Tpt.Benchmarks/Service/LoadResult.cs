namespace Tpt.Benchmarks.Service;

/// <summary>What became of one request.</summary>
/// <param name="SentAt">When it was sent, in seconds since the load began.</param>
/// <param name="Seconds">How long the answer took.</param>
/// <param name="Status">Its status; 0 where there was no answer.</param>
/// <param name="IsHostile">Whether it was no good picture.</param>
/// <param name="IsRight">Whether the status is right and, of a picture, every score has the bits of the picture alone.</param>
internal sealed record LoadResult(double SentAt, double Seconds, int Status, bool IsHostile, bool IsRight);

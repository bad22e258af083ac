namespace Tpt.Cli.Information;

/// <summary>The memory for a number of classes, in bytes.</summary>
internal sealed record ClassMemory(int Classes, long ZeroShotBytes, long AdaptedBytes);

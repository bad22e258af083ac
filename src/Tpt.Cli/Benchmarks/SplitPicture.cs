namespace Tpt.Cli.Benchmarks;

/// <summary>A picture as a split or list names it.</summary>
/// <param name="Path">Its path below the folder of pictures, with slashes, without a step up.</param>
/// <param name="Label">The index of its class.</param>
internal readonly record struct SplitPicture(string Path, int Label);

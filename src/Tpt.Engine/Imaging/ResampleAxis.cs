namespace Tpt.Engine.Imaging;

/// <summary>The part of one axis of a resize's output that is computed. The axis itself may be longer than any buffer: a picture of one column is 224 wide and as many times longer.</summary>
/// <param name="Length">The length of the whole axis.</param>
/// <param name="First">The first position that is computed.</param>
/// <param name="Count">The number of positions that are computed.</param>
internal readonly record struct ResampleAxis(long Length, long First, int Count);

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>An entry of a zip's directory.</summary>
/// <param name="Offset">Where its own header begins.</param>
/// <param name="Length">The bytes that it takes in the file, as the directory says.</param>
/// <param name="IsStored">Whether the file has them as they are, neither compressed nor encrypted.</param>
internal sealed record ZipEntry(long Offset, long Length, bool IsStored);

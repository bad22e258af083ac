using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images;

/// <summary>The image of a row, as far as it was read before the row moved on. <see cref="Measure"/> and then <see cref="Decode"/> are called once each, on any thread.</summary>
internal abstract class RowImage
{
    /// <summary>What this object keeps in memory, in bytes: the file, or the pixels.</summary>
    public virtual long HeldBytes => 0;

    /// <summary>The bytes that decoding takes beside them at its peak.</summary>
    public virtual long Measure() => 0;

    public abstract DecodedImage Decode();
}

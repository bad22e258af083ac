namespace Microsoft.ML.Tpt.Serving;

/// <summary>The shape of a row for ML.NET. No such row is made.</summary>
internal sealed class ImageRow
{
    public byte[] Image { get; set; } = [];
}

namespace Microsoft.ML;

/// <summary>The image of a row, as far as it was read before the row moved on: something to decode, or the reason why there is nothing.</summary>
internal sealed class RowImage
{
    private readonly Func<DecodedImage>? _decode;
    private readonly string? _reason;

    private RowImage(Func<DecodedImage>? decode, string? reason, long heldBytes, long decodingBytes) =>
        (_decode, _reason, HeldBytes, DecodingBytes) = (decode, reason, heldBytes, decodingBytes);

    /// <summary>What this object keeps in memory: the bytes of the file, or the pixels.</summary>
    public long HeldBytes { get; }

    /// <summary>What decoding takes beside them, at its peak.</summary>
    public long DecodingBytes { get; }

    public static RowImage None { get; } = Unusable("there is no image");

    /// <param name="reason">Why, as a clause.</param>
    public static RowImage Unusable(string reason) => new(null, reason, 0, 0);

    /// <param name="decode">Gives the pixels, on any thread, once.</param>
    /// <param name="heldBytes">See <see cref="HeldBytes"/>.</param>
    /// <param name="decodingBytes">See <see cref="DecodingBytes"/>.</param>
    public static RowImage Of(Func<DecodedImage> decode, long heldBytes, long decodingBytes) => new(decode, null, heldBytes, decodingBytes);

    public DecodedImage Decode() => _decode is null ? DecodedImage.Unusable(_reason!) : _decode();
}

namespace Tpt.Engine.Configuration;

/// <summary>CLIP's ResNet with attention pooling (Radford et al. 2021, section 2.4); the defaults are RN50's.</summary>
internal sealed record ModifiedResNetConfig : ImageTowerConfig
{
    /// <summary>Stem, layer2, layer3 and layer4 halve the image once or, in the stem, twice.</summary>
    public const int Reduction = 32;

    /// <summary>The bottlenecks in layer1 to layer4.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [3, 4, 6, 3];

    /// <summary>The channels behind the stem.</summary>
    public int Width { get; init; } = 64;

    /// <summary>The attention pool's heads.</summary>
    public int NumAttentionHeads { get; init; } = 32;

    /// <summary>That of the stem's last convolution, at half the image's size.</summary>
    public override long WidestActivation => (long)Width * (ImageSize / 2) * (ImageSize / 2);

    /// <summary>The channels that the attention pool reads.</summary>
    public int FeatureSize => Width * Reduction;

    /// <summary>The places that the attention pool reads.</summary>
    public int PlaceCount => ImageSize / Reduction * (ImageSize / Reduction);
}

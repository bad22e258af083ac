namespace Tpt.Gpu.Measuring;

/// <summary>The image tower alone, its input on the device already.</summary>
/// <param name="Way">A precision, or <c>published</c>.</param>
/// <param name="Batch">How many views go through in one pass.</param>
/// <param name="ImagesPerSecond">Views a second.</param>
/// <param name="Share">Of the card's limit; null where it is not known.</param>
internal sealed record TowerFigure(string Way, int Batch, double ImagesPerSecond, double? Share);

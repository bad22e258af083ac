namespace Tpt.Gpu.Measuring;

/// <summary>An image by prompt tuning, from its views in .NET's memory to its scores there.</summary>
/// <param name="Way">A precision, or <c>published</c>, whose views are on the device already.</param>
/// <param name="Classes">How many classes.</param>
/// <param name="Milliseconds">The median of an image.</param>
/// <param name="Share">Of the card's limit; null where it is not known.</param>
/// <param name="ImagePasses">Passes through the image tower an image; null for the published algorithm, as are the next two.</param>
/// <param name="BackwardPasses">Backward passes an image.</param>
/// <param name="HostCopies">How often an image makes .NET wait for the device.</param>
internal sealed record TuningFigure(string Way, int Classes, double Milliseconds, double? Share, long? ImagePasses, long? BackwardPasses, long? HostCopies);

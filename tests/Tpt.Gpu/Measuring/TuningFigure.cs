namespace Tpt.Gpu.Measuring;

/// <summary>An image by prompt tuning, from its views in .NET's memory to its scores there. What is null was not counted.</summary>
/// <param name="Way">A precision, or <c>published</c>, whose views are on the device already.</param>
/// <param name="Classes">How many classes.</param>
/// <param name="Milliseconds">The median of an image.</param>
internal sealed record TuningFigure(string Way, int Classes, double Milliseconds)
{
    /// <summary>Of the card's limit; null where it is not known, and for the published algorithm, which does more work for the same.</summary>
    public double? Share { get; init; }

    /// <summary>Passes through the image tower an image; null for the published algorithm, as are the next two.</summary>
    public long? ImagePasses { get; init; }

    /// <summary>Backward passes an image.</summary>
    public long? BackwardPasses { get; init; }

    /// <summary>How often an image makes .NET wait for the device.</summary>
    public long? HostCopies { get; init; }

    /// <summary>Kernels that an image launches one by one.</summary>
    public long? Launches { get; init; }

    /// <summary>Graphs of kernels that an image launches.</summary>
    public long? GraphLaunches { get; init; }
}

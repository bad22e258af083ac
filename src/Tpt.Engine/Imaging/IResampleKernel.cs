namespace Tpt.Engine.Imaging;

/// <summary>A filter as a function of the distance from the centre, in units of the wider of source and output pixels.</summary>
internal interface IResampleKernel
{
    /// <summary>The distance from which on the weight is 0.</summary>
    static abstract double Support { get; }

    static abstract double Weight(double distance);
}

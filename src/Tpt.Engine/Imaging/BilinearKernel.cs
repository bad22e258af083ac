namespace Tpt.Engine.Imaging;

/// <summary>The triangle: <c>1 - |x|</c> for <c>|x| &lt; 1</c>.</summary>
internal readonly struct BilinearKernel : IResampleKernel
{
    public static double Support => 1;

    public static double Weight(double distance)
    {
        var x = Math.Abs(distance);
        return x < 1 ? 1 - x : 0;
    }
}

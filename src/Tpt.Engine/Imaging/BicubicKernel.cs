namespace Tpt.Engine.Imaging;

/// <summary>Keys' cubic convolution with a = -0.5. The order of the operations is Pillow's, because the last bit of a weight depends on it.</summary>
internal readonly struct BicubicKernel : IResampleKernel
{
    private const double A = -0.5;

    public static double Support => 2;

    public static double Weight(double distance)
    {
        var x = Math.Abs(distance);

        // (a + 2)|x|^3 - (a + 3)|x|^2 + 1
        if (x < 1)
        {
            return (((A + 2) * x) - (A + 3)) * x * x + 1;
        }

        // a|x|^3 - 5a|x|^2 + 8a|x| - 4a
        return x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * A : 0;
    }
}

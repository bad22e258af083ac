namespace Tpt.Engine.Imaging;

/// <summary>
/// One weight of 1, for an axis whose size stays: Pillow leaves that pass out, and <c>(v * 2^22 + 2^21) >> 22 = v</c> says the same.
/// </summary>
internal readonly struct IdentityKernel : IResampleKernel
{
    public static double Support => 0.5;

    public static double Weight(double distance) => 1;
}

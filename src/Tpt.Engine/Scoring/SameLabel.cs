namespace Tpt.Engine.Scoring;

/// <summary>Keeps the predicted label through a calibration that keeps the order of the classes.</summary>
internal static class SameLabel
{
    /// <summary>
    /// A high temperature can bring two scores so near that they round to the same 32-bit number, and of equal scores the first class
    /// is predicted. A low one can part two that were equal. Either way the class that was predicted gets the next number above the highest,
    /// which changes it by less than 1e-4.
    /// </summary>
    /// <param name="calibrated">The calibrated probabilities, changed in place.</param>
    /// <param name="plain">The probabilities before, of which the first of the highest is predicted.</param>
    /// <returns><paramref name="calibrated"/>.</returns>
    public static float[] Keep(float[] calibrated, float[] plain)
    {
        if (calibrated.Any(float.IsNaN) || plain.Any(float.IsNaN))
        {
            return calibrated;
        }
        var label = Array.IndexOf(plain, plain.Max());
        var highest = calibrated.Max();
        if (Array.IndexOf(calibrated, highest) != label)
        {
            calibrated[label] = MathF.BitIncrement(highest);
        }
        return calibrated;
    }
}

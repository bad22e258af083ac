namespace Tpt.Parity;

/// <summary>
/// The largest absolute differences that pass: those of the goldens' README, several times what the reference differs by
/// from itself in fp64 or with other kernels, and far below what a mistake in the method does to the quantity.
/// </summary>
internal static class Tolerances
{
    /// <summary>Integers, pixels, and floats that are looked up or computed by single roundings.</summary>
    public const double Exact = 0;

    public const double VisionTransformerFeatures = 5e-5;

    /// <summary>ResNet features are up to 30 where a vision transformer's are up to 8, behind many more sums.</summary>
    public const double ResNetFeatures = 1e-3;

    public const double LogitsInitial = 5e-4;

    public const double LogitsFinal = 3e-4;

    /// <summary>
    /// The README names none. Features have length 1 and logits are 100 times their products, so that a difference of e in
    /// the features is one of about 100 e in the logits: the logits' tolerance over 100.
    /// </summary>
    public const double TextFeaturesInitial = LogitsInitial / 100;

    /// <inheritdoc cref="TextFeaturesInitial"/>
    public const double TextFeaturesFinal = LogitsFinal / 100;

    public const double Entropies = 1e-4;

    public const double Losses = 5e-5;

    public const double Gradients = 2e-4;

    public const double Probabilities = 2e-5;

    /// <summary>Four floats of about 1 added up in another order.</summary>
    public const double AugMix = 1e-6;

    /// <summary>Statistics of thousands of exact draws, in double.</summary>
    public const double Statistics = 1e-6;

    /// <summary>The first step of Adam is the learning rate times a sign; later ones divide by noisier moments.</summary>
    public static double Context(int steps) => steps <= 1 ? 2e-7 : 3e-6;
}

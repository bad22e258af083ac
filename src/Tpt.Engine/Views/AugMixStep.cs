using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>One operation of a chain with its draws.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Level">Its strength on AugMix's scale of 0 to 10; unused by autocontrast and equalize.</param>
/// <param name="Sign">1 or -1: the direction of a rotation, shear or translation.</param>
internal readonly record struct AugMixStep(AugMixOperation Operation, double Level, int Sign)
{
    private const double MaxLevel = 10;

    /// <summary>Applies the step.</summary>
    /// <param name="planes">[3, size, size]; the result, too.</param>
    /// <param name="scratch">Another buffer of that size.</param>
    /// <param name="size">The side of the image.</param>
    public void Apply(Span<byte> planes, Span<byte> scratch, int size)
    {
        switch (Operation)
        {
            case AugMixOperation.Autocontrast:
                PointOperations.Autocontrast(planes);
                break;
            case AugMixOperation.Equalize:
                PointOperations.Equalize(planes);
                break;
            case AugMixOperation.Posterize:
                PointOperations.Posterize(planes, 4 - Whole(4));
                break;
            case AugMixOperation.Solarize:
                PointOperations.Solarize(planes, 256 - Whole(256));
                break;
            default:
                // Pillow copies the image when there is nothing to turn, and so does the identity matrix.
                PillowAffine.Transform(planes, scratch, size, size, Matrix(size));
                scratch[..planes.Length].CopyTo(planes);
                break;
        }
    }

    private AffineMatrix Matrix(int size) => Operation switch
    {
        AugMixOperation.Rotate => AffineMatrix.Rotation(Sign * Whole(30), size, size),
        AugMixOperation.ShearX => new AffineMatrix(1, Sign * Fraction(0.3), 0, 0, 1, 0),
        AugMixOperation.ShearY => new AffineMatrix(1, 0, 0, Sign * Fraction(0.3), 1, 0),
        AugMixOperation.TranslateX => new AffineMatrix(1, 0, Sign * Whole(size / 3.0), 0, 1, 0),
        AugMixOperation.TranslateY => new AffineMatrix(1, 0, 0, 0, 1, Sign * Whole(size / 3.0)),
        _ => throw new InvalidOperationException($"{Operation} moves no pixels."),
    };

    /// <summary><c>int(level * maximum / 10)</c>.</summary>
    private int Whole(double maximum) => (int)(Level * maximum / MaxLevel);

    /// <summary><c>level * maximum / 10</c>.</summary>
    private double Fraction(double maximum) => Level * maximum / MaxLevel;
}

using System.Globalization;

namespace Tpt.Engine.Imaging;

/// <summary>Where in the source an output pixel comes from: <c>x' = A x + B y + C</c>, <c>y' = D x + E y + F</c>.</summary>
internal readonly record struct AffineMatrix(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Pillow's <c>Image.rotate</c>: counter-clockwise about (width / 2, height / 2).</summary>
    public static AffineMatrix Rotation(double degrees, int width, int height)
    {
        // Python's %, whose result is never negative
        var turn = degrees % 360;
        var angle = -(turn < 0 ? turn + 360 : turn) * (Math.PI / 180);
        var cos = RoundTo15Decimals(Math.Cos(angle));
        var sin = RoundTo15Decimals(Math.Sin(angle));
        double x = width / 2.0, y = height / 2.0;
        return new AffineMatrix(cos, sin, (cos * -x) + (sin * -y) + x, -sin, cos, (-sin * -x) + (cos * -y) + y);
    }

    /// <summary>Math.Round scales by 10^15 and loses the last bit; the decimal text is rounded exactly, as Python's round is.</summary>
    private static double RoundTo15Decimals(double value) =>
        double.Parse(value.ToString("F15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

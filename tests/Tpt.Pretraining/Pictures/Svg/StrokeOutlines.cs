using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Makes paths safe to stroke.</summary>
internal static class StrokeOutlines
{
    // As a share of the path's extent: some rounding errors of single precision, and far below what can be seen.
    private const float Tolerance = 1e-5f;

    /// <summary>
    /// The path with control points that lie almost on an end point moved onto it. Relative coordinates leave such points
    /// behind by rounding; Skia then takes the error for the curve's direction and draws stray lines. The caller disposes it.
    /// </summary>
    public static SKPath Snap(SKPath path)
    {
        var bounds = path.Bounds;
        var near = Tolerance * Math.Max(Math.Max(Math.Abs(bounds.Left), Math.Abs(bounds.Right)), Math.Max(Math.Abs(bounds.Top), Math.Abs(bounds.Bottom)));
        var snapped = new SKPath { FillType = path.FillType };
        using var iterator = path.CreateRawIterator();
        Span<SKPoint> p = stackalloc SKPoint[4];
        SKPathVerb verb;
        while ((verb = iterator.Next(p)) != SKPathVerb.Done)
        {
            switch (verb)
            {
                case SKPathVerb.Move:
                    snapped.MoveTo(p[0]);
                    break;
                case SKPathVerb.Line:
                    snapped.LineTo(p[1]);
                    break;
                case SKPathVerb.Quad:
                    snapped.QuadTo(Onto(Onto(p[1], p[0], near), p[2], near), p[2]);
                    break;
                case SKPathVerb.Conic:
                    snapped.ConicTo(p[1], p[2], iterator.ConicWeight());
                    break;
                case SKPathVerb.Cubic:
                    snapped.CubicTo(Onto(p[1], p[0], near), Onto(p[2], p[3], near), p[3]);
                    break;
                case SKPathVerb.Close:
                    snapped.Close();
                    break;
            }
        }

        return snapped;
    }

    private static SKPoint Onto(SKPoint control, SKPoint end, float near) =>
        SKPoint.DistanceSquared(control, end) <= near * near ? end : control;
}

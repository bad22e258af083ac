using Tpt.Engine.Numerics;

namespace Tpt.Engine.Scoring;

/// <summary>The scores of one image, as arrays.</summary>
internal sealed class ImageScores
{
    /// <param name="adapted">The scores after adaptation; where one of them is not a number, the zero-shot scores stand in for all.</param>
    /// <param name="zeroShot">The scores before, <c>[classes]</c>.</param>
    /// <param name="selectedViews">The confident views.</param>
    /// <param name="context">The context after tuning, row-major <c>[M, hidden]</c>.</param>
    public ImageScores(float[] adapted, float[] zeroShot, int[] selectedViews, float[] context)
    {
        IsFallback = adapted.Any(float.IsNaN);
        (Scores, ZeroShot, SelectedViews, Context) = (IsFallback ? zeroShot : adapted, zeroShot, selectedViews, context);
        PredictedIndex = Scores.Any(float.IsNaN) ? -1 : Array.IndexOf(Scores, Scores.Max());
    }

    public float[] Scores { get; }

    public float[] ZeroShot { get; }

    public int[] SelectedViews { get; }

    public float[] Context { get; }

    /// <summary>Whether the method was run; false where a gate left the image as it was.</summary>
    public bool IsAdapted { get; init; } = true;

    /// <summary>Whether adaptation ended in what is not a number.</summary>
    public bool IsFallback { get; }

    /// <summary>The class of the highest score; of equal scores the first; -1 where the scores are not numbers.</summary>
    public int PredictedIndex { get; }

    /// <summary>The difference of the two highest scores; 1 where there is one class, NaN where one is not a number.</summary>
    public float Margin => TopTwo.Margin(Scores);

    /// <summary>The same before calibration.</summary>
    public float Lead { get; init; }

    /// <summary>Whether the two highest scores are less than a margin apart, or not numbers at all, or adaptation failed.</summary>
    public bool IsCloseCall(double margin) => margin > 0 && (IsFallback || !(Margin >= margin));
}

using Tpt.Engine.Imaging;
using Tpt.Pretraining.Evaluation.Scoring;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The control without any method: zero-shot of a square cut out of the picture's centre.</summary>
internal static class CentreCrop
{
    private const string Prefix = "centre crop ";

    /// <summary>Fractions of the side, from the whole picture to two thirds: 72, 68, 64, ... 48 of 72 pixels.</summary>
    public static readonly IReadOnlyList<double> Candidates = [1.0, 0.94, 0.89, 0.83, 0.78, 0.72, 0.67];

    public static string MethodName(double fraction) => Invariant($"{Prefix}{fraction:0.00}");

    public static bool IsMethodName(string method) => method.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// The candidate that has most images of the validation sets right, of equal ones the largest; null where no validation set
    /// was scored.
    /// </summary>
    public static double? Choose(IEnumerable<ImagePrediction> predictions)
    {
        var right = predictions
            .Where(prediction => BuiltInSets.IsValidation(prediction.Set) && IsMethodName(prediction.Method))
            .GroupBy(prediction => prediction.Method)
            .ToDictionary(method => method.Key, method => method.Count(prediction => prediction.IsRight));
        return right.Count == 0
            ? null
            : Candidates.Where(fraction => right.ContainsKey(MethodName(fraction))).MaxBy(fraction => right[MethodName(fraction)]);
    }

    /// <summary>Scores every candidate on a validation set, and on another the one that was chosen on those before it.</summary>
    /// <param name="scorer">Of the set.</param>
    /// <param name="earlier">The predictions so far, those of validation sets first.</param>
    public static IEnumerable<ImagePrediction> Score(SetScorer scorer, IReadOnlyList<ImagePrediction> earlier)
    {
        var fractions = BuiltInSets.IsValidation(scorer.Set.Name) ? Candidates : Choose(earlier) is { } chosen ? [chosen] : [];
        return fractions.SelectMany(fraction => scorer.ScoreZeroShot(MethodName(fraction), picture => Cut(picture, fraction)));
    }

    /// <summary>A rectangle out of the centre with <paramref name="fraction"/> of each side.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="fraction">In (0, 1]; 1 is the whole picture.</param>
    public static ImagePixels Cut(ImagePixels picture, double fraction)
    {
        var (width, height) = (Side(picture.Width, fraction), Side(picture.Height, fraction));
        var (left, top) = ((picture.Width - width) / 2, (picture.Height - height) / 2);
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            picture.Rgbx.Slice(((top + y) * picture.Width + left) * 4, width * 4).CopyTo(pixels.AsSpan(y * width * 4));
        }
        return ImagePixels.FromRgba(pixels, width, height);
    }

    private static int Side(int side, double fraction) => Math.Max(1, (int)Math.Round(side * fraction));
}

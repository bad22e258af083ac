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
            .Where(prediction => EvaluationSet.IsValidationName(prediction.Set) && IsMethodName(prediction.Method))
            .GroupBy(prediction => prediction.Method)
            .ToDictionary(method => method.Key, method => method.Count(prediction => prediction.IsRight));
        return right.Count == 0
            ? null
            : Candidates.Where(fraction => right.ContainsKey(MethodName(fraction))).MaxBy(fraction => right[MethodName(fraction)]);
    }
}

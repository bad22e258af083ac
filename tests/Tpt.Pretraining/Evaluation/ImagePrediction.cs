namespace Tpt.Pretraining.Evaluation;

/// <summary>What one method says of one image: all that the report is made of.</summary>
/// <param name="Set">The evaluation set.</param>
/// <param name="ClassCount">The number of classes of the set.</param>
/// <param name="Image">The image's name within the set.</param>
/// <param name="Label">Its class.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Seed">The seed of the views; null for a method without random views.</param>
/// <param name="Predicted">The class of the highest score.</param>
/// <param name="LabelRank">The place of <paramref name="Label"/> among the scores: 1 is the highest.</param>
/// <param name="Confidence">The probability of <paramref name="Predicted"/>.</param>
internal sealed record ImagePrediction(
    string Set, int ClassCount, string Image, string Label, string Method, int? Seed, string Predicted, int LabelRank, float Confidence)
{
    public bool IsRight => LabelRank == 1;

    public bool IsInTop5 => LabelRank <= 5;

    /// <param name="set">The set.</param>
    /// <param name="image">The image.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="seed">The seed of the views; null for a method without random views.</param>
    /// <param name="scores">The probability of each class of the set; of equal ones the first counts as higher.</param>
    public static ImagePrediction Of(EvaluationSet set, EvaluationImage image, string method, int? seed, ReadOnlySpan<float> scores)
    {
        var (label, predicted, rank) = (IndexOf(set.ClassNames, image.Label), 0, 1);
        for (var i = 0; i < scores.Length; i++)
        {
            predicted = scores[i] > scores[predicted] ? i : predicted;
            rank += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }
        return new ImagePrediction(set.Name, set.ClassNames.Count, image.Name, image.Label, method, seed, set.ClassNames[predicted], rank, scores[predicted]);
    }

    private static int IndexOf(IReadOnlyList<string> classNames, string label)
    {
        for (var i = 0; i < classNames.Count; i++)
        {
            if (classNames[i] == label)
            {
                return i;
            }
        }
        throw new ArgumentException($"'{label}' is none of the set's classes.", nameof(label));
    }
}

using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Evaluation.Scoring;

/// <summary>What one method says of one image: all that the report is made of.</summary>
/// <param name="Set">The set.</param>
/// <param name="ClassCount">The number of classes of the set.</param>
/// <param name="Image">The image's name within the set.</param>
/// <param name="Label">The folder of its class.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Seed">The seed of the views; null for a method without random views.</param>
/// <param name="Predicted">The folder of the class of the highest score.</param>
/// <param name="LabelRank">The place of <paramref name="Label"/> among the scores: 1 is the highest.</param>
/// <param name="Confidence">The probability of <paramref name="Predicted"/>.</param>
internal sealed record ImagePrediction(
    string Set, int ClassCount, string Image, string Label, string Method, int? Seed, string Predicted, int LabelRank, float Confidence)
{
    public bool IsRight => LabelRank == 1;

    public bool IsInTop5 => LabelRank <= 5;

    /// <param name="set">The set.</param>
    /// <param name="image">One of its images.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="seed">The seed of the views; null for a method without random views.</param>
    /// <param name="scores">The probability of each class of the set; of equal ones the first counts as higher.</param>
    /// <exception cref="InvalidDataException">A score is not a number.</exception>
    public static ImagePrediction Of(LabelledSet set, LabelledImage image, string method, int? seed, ReadOnlySpan<float> scores)
    {
        var (label, predicted, rank) = (IndexOf(set.Classes, image.Label), 0, 1);
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                throw new InvalidDataException($"The scores of '{image.Path}' by {method} are not numbers: the model's features overflow.");
            }
            predicted = scores[i] > scores[predicted] ? i : predicted;
            rank += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }
        return new ImagePrediction(set.Name, set.Classes.Count, image.Name, image.Label, method, seed, set.Classes[predicted].Folder, rank, scores[predicted]);
    }

    private static int IndexOf(IReadOnlyList<SetClass> classes, string label)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (classes[i].Folder == label)
            {
                return i;
            }
        }
        throw new ArgumentException($"'{label}' is none of the set's classes.", nameof(label));
    }
}

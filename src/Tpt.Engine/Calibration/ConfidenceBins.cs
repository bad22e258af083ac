namespace Tpt.Engine.Calibration;

/// <summary>
/// Predictions sorted into bins by their confidence, and the expected calibration error over the bins:
/// ECE = Σ_b n_b / n |accuracy_b - confidence_b| (Guo et al. 2017, equation 5). n counts all predictions, those that are in no bin too.
/// </summary>
internal static class ConfidenceBins
{
    /// <summary>
    /// The number of bins that is reported unless another is asked for. TPT's successors, C-TPT (Yoon et al. 2024) and after, publish their calibration
    /// error over 20; Guo et al. 2017 took 15. Over other bins the same predictions have another error.
    /// </summary>
    public const int PublishedCount = 20;

    private const int VectorLength = 8;

    /// <summary>
    /// The edges of bins of equal width, as the published scripts of this field have them: <c>torch.linspace(0, 1, count + 1)</c> in 32-bit floats. They
    /// are not i / count: of 20 bins one ends at 0.70000005. Single edges differ by one unit in the last place between processors; these are those of 8 floats a vector.
    /// </summary>
    public static double[] Edges(int count)
    {
        var step = 1f / count;
        var edges = new double[count + 1];
        for (var i = 0; i <= count; i++)
        {
            // Whole vectors count on from their first edge; the rest, and every vector's first, counts from the nearer end.
            var first = i / VectorLength * VectorLength;
            edges[i] = first + VectorLength <= count + 1 ? (float)(FromNearerEnd(first) + (double)(step * (i - first))) : FromNearerEnd(i);
        }
        return edges;

        float FromNearerEnd(int index) => index < (count + 1) / 2 ? step * index : (float)(1 - (double)(step * (count - index)));
    }

    /// <summary>Bins between edges, <c>(lower, upper]</c>. A confidence of 0, above the last edge, or NaN is in none.</summary>
    /// <param name="rows">The confidence of each prediction, and whether it is right.</param>
    /// <param name="edges">The edges, rising.</param>
    public static ConfidenceBin[] Between(IEnumerable<(float Confidence, bool IsRight)> rows, double[] edges)
    {
        var inBins = Enumerable.Range(0, edges.Length - 1).Select(_ => new List<(float, bool)>()).ToArray();
        foreach (var row in rows)
        {
            var found = Array.BinarySearch(edges, row.Confidence);
            // Of a confidence on an edge the bin below it; NaN is below every number.
            var bin = (found < 0 ? ~found : found) - 1;
            if (bin >= 0 && bin < inBins.Length)
            {
                inBins[bin].Add(row);
            }
        }
        return [.. inBins.Select((bin, i) => Create(edges[i], edges[i + 1], bin))];
    }

    /// <summary>
    /// Bins of equal mass, for the adaptive calibration error (Nguyen and O'Connor 2015): of n predictions, sorted by confidence, bin b
    /// of B has those from n b / B to n (b + 1) / B. Its edges are the highest confidence of the bin before it and its own. Of equal confidences the wrong
    /// ones come first, so that the order of the rows does not matter. NaN is in no bin.
    /// </summary>
    /// <param name="rows">The confidence of each prediction, and whether it is right.</param>
    /// <param name="count">The number of bins; of fewer predictions some are empty.</param>
    public static ConfidenceBin[] OfEqualMass(IEnumerable<(float Confidence, bool IsRight)> rows, int count)
    {
        (float Confidence, bool IsRight)[] sorted = [.. rows.Where(row => !float.IsNaN(row.Confidence)).OrderBy(row => row.Confidence).ThenBy(row => row.IsRight)];
        var bins = new ConfidenceBin[count];
        double lower = 0;
        for (var bin = 0; bin < count; bin++)
        {
            var inBin = sorted[(int)((long)sorted.Length * bin / count)..(int)((long)sorted.Length * (bin + 1) / count)];
            var upper = inBin.Length == 0 ? lower : inBin[^1].Confidence;
            bins[bin] = Create(lower, upper, inBin);
            lower = upper;
        }
        return bins;
    }

    /// <summary>The expected calibration error, in [0, 1]; NaN where there are no predictions.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="rows">The number of predictions, in a bin or not.</param>
    public static double Error(IEnumerable<ConfidenceBin> bins, long rows) => rows == 0 ? double.NaN
        : bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / rows;

    private static ConfidenceBin Create(double lower, double upper, IReadOnlyCollection<(float Confidence, bool IsRight)> rows) => new(
        lower, upper, rows.Count, (double)rows.Count(row => row.IsRight) / rows.Count, rows.Sum(row => (double)row.Confidence) / rows.Count);
}

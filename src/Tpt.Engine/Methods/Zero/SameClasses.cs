using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.Zero;

/// <summary>
/// Classes with the same features but for rounding, as two of the same names have. A vote looks at differences of the size of rounding, so
/// they must look exactly alike to it.
/// </summary>
internal static class SameClasses
{
    /// <summary>Features of length 1 that differ by no more in any number are the same. The text tower rounds by a few 1e-7.</summary>
    private const float Rounding = 2e-6f;

    /// <summary>For each class the first one with its features, int64 <c>[classes]</c>; null where no two are the same.</summary>
    /// <param name="classFeatures">L2-normalised, <c>[classes, embedding]</c>.</param>
    public static Tensor? FirstOf(Tensor classFeatures)
    {
        using var scope = NewDisposeScope();
        var classes = (int)classFeatures.shape[0];
        var width = (int)classFeatures.shape[1];
        var features = HostCopy.Floats(classFeatures);
        var groupOf = new int[classes];
        // Same features have nearly the same first number: in its order, few classes are close enough to be compared.
        var earlier = new Queue<int>();
        foreach (var index in Enumerable.Range(0, classes).OrderBy(index => features[(long)index * width]))
        {
            while (earlier.TryPeek(out var far) && features[(long)index * width] - features[(long)far * width] > Rounding)
            {
                earlier.Dequeue();
            }
            groupOf[index] = earlier.FirstOrDefault(other => AreSame(other, index), index);
            if (groupOf[index] == index)
            {
                earlier.Enqueue(index);
            }
        }
        // The first of a group is that of the lowest index, whatever the order in which they were seen.
        var first = Enumerable.Range(0, classes).GroupBy(index => groupOf[index]).ToDictionary(group => group.Key, group => (long)group.Min());
        return first.Count == classes ? null : DeviceUpload.Of([.. groupOf.Select(group => first[group])], classFeatures.device).MoveToOuterDisposeScope();

        bool AreSame(int a, int b)
        {
            for (var i = 0; i < width; i++)
            {
                if (!(Math.Abs(features[((long)a * width) + i] - features[((long)b * width) + i]) <= Rounding))
                {
                    return false;
                }
            }
            return true;
        }
    }
}

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>How far two names are apart, for an error that suggests the nearest.</summary>
internal static class EditDistance
{
    /// <summary>The fewest characters to insert, delete or replace that make one name of the other (Levenshtein), capitals aside. Only the first 100 characters count.</summary>
    public static int Between(string first, string second)
    {
        const int Longest = 100;
        var (a, b) = (first[..Math.Min(first.Length, Longest)].ToUpperInvariant(), second[..Math.Min(second.Length, Longest)].ToUpperInvariant());
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[^1];
    }
}

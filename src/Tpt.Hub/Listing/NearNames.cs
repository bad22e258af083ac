namespace Tpt.Hub.Listing;

/// <summary>The names that are nearest to one that is not there.</summary>
internal static class NearNames
{
    private const int MaxNames = 3;

    /// <summary>At most three, the nearest first. None where no name is near.</summary>
    public static string[] Of(string asked, IEnumerable<string> names) =>
    [
        .. names.Select(name => (Name: name, Distance: Distance(asked, name)))
            .Where(near => near.Distance <= Math.Max(2, asked.Length / 3) || near.Name.EndsWith($"/{asked}", StringComparison.OrdinalIgnoreCase))
            .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(MaxNames).Select(near => near.Name),
    ];

    /// <summary>How many letters are to be put in, taken out or changed; the case of a letter does not count.</summary>
    private static int Distance(string from, string to)
    {
        // A name of a model's file is short. A long one is near to nothing.
        if (from.Length > 300 || to.Length > 300)
        {
            return int.MaxValue;
        }

        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}

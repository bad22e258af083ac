namespace Microsoft.ML.Tpt.Serving;

/// <summary>The class lists by name. Case does not matter.</summary>
internal static class ClassLists
{
    public static Dictionary<string, IReadOnlyList<string>> Of(TptOptions tpt, TptServiceOptions options)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (tpt.ClassNames is { } own)
        {
            lists.Add(TptServiceOptions.OwnList, [.. own]);
        }
        foreach (var (name, classNames) in options.ClassLists)
        {
            if (!lists.TryAdd(name, [.. classNames]))
            {
                throw new ArgumentException($"There are two class lists '{name}'. {nameof(TptOptions.ClassNames)} are the list '{TptServiceOptions.OwnList}'.");
            }
        }
        return lists;
    }

    /// <summary>The list of requests that name none.</summary>
    public static string Default(IReadOnlyCollection<string> names, TptServiceOptions options)
        => options.DefaultClassList
            ?? (names.Contains(TptServiceOptions.OwnList, StringComparer.OrdinalIgnoreCase) ? TptServiceOptions.OwnList : names.Order(StringComparer.OrdinalIgnoreCase).First());
}

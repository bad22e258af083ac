namespace Tpt.Pretraining.Pictures.Building;

/// <summary>How many pictures a library has.</summary>
internal static class LibraryCounts
{
    /// <summary>A line for each style, with its pictures of concepts of each split, and one for each group of concepts.</summary>
    public static IEnumerable<string> Lines(PictureLibrary library)
    {
        yield return $"{"style",-36} {"split",-10} {"training",8} {"validation",10} {"held out",8}";
        for (var s = 0; s < library.Styles.Count; s++)
        {
            var splits = library.Pictures.Where(p => p.Style == s).Select(p => library.Concepts[p.Concept].Split).ToLookup(split => split);
            yield return $"{library.Styles[s].Name,-36} {library.Styles[s].Split,-10} {splits[Split.Training].Count(),8} {splits[Split.Validation].Count(),10} {splits[Split.HeldOut].Count(),8}";
        }
        yield return $"{"concepts of group",-47} {"training",8} {"validation",10} {"held out",8}";
        foreach (var group in library.Concepts.GroupBy(c => c.Group))
        {
            var splits = group.ToLookup(c => c.Split);
            yield return $"{group.Key,-47} {splits[Split.Training].Count(),8} {splits[Split.Validation].Count(),10} {splits[Split.HeldOut].Count(),8}";
        }
        var trained = library.Pictures.Count(p => library.Styles[p.Style].Split == Split.Training && library.Concepts[p.Concept].Split == Split.Training);
        yield return $"{library.Pictures.Count} pictures, {trained} of them trained on";
    }
}

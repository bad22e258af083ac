namespace Tpt.Cli.Benchmarks;

/// <summary>Paths in messages: the first five, in quotes, each with its last 200 characters.</summary>
internal static class PathList
{
    private const int Most = 5;
    private const int Longest = 200;

    public static string Of(IReadOnlyCollection<string> paths) =>
        string.Join(", ", paths.Take(Most).Select(path => $"'{(path.Length > Longest ? "\u2026" + path[^Longest..] : path)}'"))
        + (paths.Count > Most ? FormattableString.Invariant($" and {paths.Count - Most} more") : "");
}

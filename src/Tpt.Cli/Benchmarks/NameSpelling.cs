namespace Tpt.Cli.Benchmarks;

/// <summary>Names as people vary them: <c>Oxford_Flowers</c>, <c>oxford-flowers</c>.</summary>
internal static class NameSpelling
{
    /// <summary>The letters and digits, in lower case.</summary>
    public static string Of(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}

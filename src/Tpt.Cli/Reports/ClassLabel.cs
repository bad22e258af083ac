using Tpt.Cli.Sets;


namespace Tpt.Cli.Reports;

/// <summary>A class as a reader knows it.</summary>
internal static class ClassLabel
{
    /// <returns>The name, and the label with it where that says something else: <c>Egyptian cat (n02124075)</c>.</returns>
    public static string Of(SetClass of) => of.Label == of.Name ? of.Name : $"{of.Name} ({of.Label})";
}

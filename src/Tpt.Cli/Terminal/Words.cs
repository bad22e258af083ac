using System.Globalization;

namespace Tpt.Cli.Terminal;

/// <summary>Numbers in sentences.</summary>
internal static class Words
{
    /// <summary><c>1 picture</c>, <c>50,000 pictures</c>, <c>2 classes</c>.</summary>
    public static string Count(long count, string noun)
    {
        var ending = count == 1 ? "" : noun.EndsWith('s') ? "es" : "s";
        return string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{ending}");
    }
}

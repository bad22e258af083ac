using Microsoft.Extensions.Configuration;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>A section without one of its parts.</summary>
internal static class SectionPart
{
    /// <param name="section">The section.</param>
    /// <param name="key">The part that is left out, with all below it.</param>
    public static IConfiguration Without(IConfiguration section, string key)
    {
        var below = key + ConfigurationPath.KeyDelimiter;
        return new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(entry => entry.Key.Length > 0 && !entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase) && !entry.Key.StartsWith(below, StringComparison.OrdinalIgnoreCase)))
            .Build();
    }
}

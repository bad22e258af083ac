namespace Tpt.Engine.Validation;

/// <summary>
/// Options of which there are several kinds, each a record of its own, such as the methods. A kind's name is that of its record without
/// "Options"; it stands in saved models and configuration files.
/// </summary>
internal static class NamedOptions
{
    private const string Suffix = "Options";

    /// <summary>Every kind that this library has, by name, whatever its letters' case.</summary>
    public static IReadOnlyDictionary<string, Type> KindsOf(Type options) => options.Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(options) && !type.IsAbstract)
        .ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a kind.</summary>
    public static string NameOf(Type type) => type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;

    /// <summary>The names of kinds, as messages list them.</summary>
    public static string List(IReadOnlyDictionary<string, Type> kinds) => string.Join(", ", kinds.Keys.Order(StringComparer.Ordinal));

    /// <summary>Refuses another name than that of the record, which a configuration section gives that names another kind than its object is.</summary>
    /// <param name="options">The record.</param>
    /// <param name="property">The option that it is the value of.</param>
    /// <param name="name">The name that is given.</param>
    /// <param name="example">A kind with a setting, as a configuration writes it.</param>
    /// <exception cref="InvalidOperationException">It is another name.</exception>
    public static void RequireName(object options, string property, string name, string example)
    {
        if (!string.Equals(name, NameOf(options.GetType()), StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"{property}.Name is '{Excerpt.Of(name)}', but these are the options of {NameOf(options.GetType())}. In a configuration, write \"{property}\": \"{Excerpt.Of(name)}\" for that {property.ToLowerInvariant()} with its defaults, and settings behind it as in \"{example}\".");
        }
    }
}

using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Tpt.Engine.Validation;

/// <summary>
/// The text by which configuration files name options of several kinds, to those options: the name alone for the defaults, and settings
/// behind it as in <c>"ConfidentViewAveraging; SelectionFraction=0.25"</c>. Numbers are written as in C#.
/// </summary>
/// <param name="what">What the kinds are, in the singular, as messages call them: <c>method</c>.</param>
/// <param name="kinds">The kinds by name.</param>
internal abstract class NamedOptionsConverter(string what, IReadOnlyDictionary<string, Type> kinds) : TypeConverter
{
    private const string Name = "Name";

    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <exception cref="FormatException">There is no kind of that name, or it has no such setting, or a value is none of the setting's type.</exception>
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        var parts = ((string)value).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !kinds.TryGetValue(parts[0], out var type))
        {
            throw new FormatException($"There is no {what} '{Excerpt.Of(parts.FirstOrDefault() ?? "")}'; there are {NamedOptions.List(kinds)}.");
        }
        var options = Activator.CreateInstance(type)!;
        var given = new HashSet<string>();
        foreach (var part in parts[1..])
        {
            if (!given.Add(Set(options, part)))
            {
                throw new FormatException($"'{Excerpt.Of((string)value)}' gives the same setting twice; leave one out.");
            }
        }
        return options;
    }

    /// <returns>The name of the setting.</returns>
    private string Set(object options, string setting)
    {
        var kind = NamedOptions.NameOf(options.GetType());
        var settings = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != Name && property.CanWrite).ToArray();
        if (setting.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var text]
            || settings.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            var there = settings.Length == 0 ? "no settings" : $"the settings {string.Join(", ", settings.Select(property => $"{property.Name}=..."))}";
            throw new FormatException($"'{Excerpt.Of(setting)}' is no setting of the {what} {kind}; it has {there}.");
        }
        try
        {
            found.SetValue(options, TypeDescriptor.GetConverter(found.PropertyType).ConvertFromInvariantString(text));
            return found.Name;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The converters of numbers throw the first, those of truth values and enumerations the second.
            throw new FormatException($"'{Excerpt.Of(text)}' is no value for the setting {found.Name} of the {what} {kind}.", exception);
        }
    }
}

using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods;

/// <summary>
/// The text by which configuration files name a method, to its options: the name alone for the defaults, and settings behind it as in
/// <c>"ConfidentViewAveraging; SelectionFraction=0.25"</c>. Numbers are written as in C#.
/// </summary>
internal sealed class MethodNameConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <exception cref="FormatException">There is no method of that name, or it has no such setting, or a value is none of the setting's type.</exception>
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        var parts = ((string)value).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !MethodOptions.All.TryGetValue(parts[0], out var type))
        {
            throw new FormatException($"There is no method '{Excerpt.Of(parts.FirstOrDefault() ?? "")}'; there are {string.Join(", ", MethodOptions.All.Keys.Order(StringComparer.Ordinal))}.");
        }
        var method = (MethodOptions)Activator.CreateInstance(type)!;
        foreach (var part in parts[1..])
        {
            Set(method, part);
        }
        return method;
    }

    private static void Set(MethodOptions method, string setting)
    {
        var settings = method.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != nameof(MethodOptions.Name) && property.CanWrite).ToArray();
        if (setting.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var text]
            || settings.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            var there = settings.Length == 0 ? "no settings" : $"the settings {string.Join(", ", settings.Select(property => $"{property.Name}=..."))}";
            throw new FormatException($"'{Excerpt.Of(setting)}' is no setting of the method {method.Name}; it has {there}.");
        }
        try
        {
            found.SetValue(method, TypeDescriptor.GetConverter(found.PropertyType).ConvertFromInvariantString(text));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"'{Excerpt.Of(text)}' is no value for the setting {found.Name} of the method {method.Name}.", exception);
        }
    }
}

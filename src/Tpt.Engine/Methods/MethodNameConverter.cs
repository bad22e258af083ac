using System.ComponentModel;
using System.Globalization;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods;

/// <summary>The name of a method, as configuration files have it, to the method with its defaults.</summary>
internal sealed class MethodNameConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <exception cref="FormatException">There is no method of that name.</exception>
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        => MethodOptions.All.TryGetValue((string)value, out var type)
            ? Activator.CreateInstance(type)!
            : throw new FormatException($"There is no method '{Excerpt.Of((string)value)}'; there are {string.Join(", ", MethodOptions.All.Keys.Order(StringComparer.Ordinal))}.");
}

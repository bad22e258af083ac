using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>A value where a group of settings belongs, such as <c>Tpt:Views=32</c> for <c>Tpt:Views:Count=32</c>. The binder passes over it.</summary>
internal static class OptionGroups
{
    /// <param name="section">The section that is bound.</param>
    /// <param name="options">The type that it is bound to.</param>
    /// <param name="others">Groups of the section that are bound to something else.</param>
    /// <exception cref="OptionsValidationException">A group has a value; the message names its key.</exception>
    public static void RequireNoValues(IConfiguration section, Type options, params string[] others)
    {
        string[] failures = [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => IsGroup(property.PropertyType))
            .Select(property => property.Name)
            .Concat(others)
            .Select(section.GetSection)
            .Where(group => !string.IsNullOrEmpty(group.Value))
            .Select(group => $"{group.Path} is '{group.Value}', but it is a group of settings: write {group.Path}:<name>=<value>.")];
        if (failures.Length > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, options, failures);
        }
    }

    /// <summary>Options that hold others, or named lists. What can be written as a text, as <c>Method</c> can, is none.</summary>
    private static bool IsGroup(Type type)
        => (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            || (type.IsClass && !typeof(IEnumerable).IsAssignableFrom(type) && !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));
}

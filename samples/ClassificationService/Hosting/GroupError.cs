using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.ML;

namespace ClassificationService.Hosting;

/// <summary>A value where a group of settings belongs, such as <c>--Tpt:Views=32</c> for <c>--Tpt:Views:Count=32</c>. The binder passes over it.</summary>
internal static class GroupError
{
    private static readonly (string Key, Type Type)[] _sections = [("Tpt", typeof(TptOptions)), ("Tpt:Service", typeof(TptServiceOptions)), ("Limits", typeof(ServiceLimits)), ("Telemetry", typeof(TelemetryOptions))];

    /// <summary>Looks at all groups; <see langword="null"/> where none has a value. The sections themselves are left out: a variable of the environment may be called TPT.</summary>
    public static string? Find(IConfiguration configuration)
        => _sections.SelectMany(section => GroupsOf(section.Type).Select(name => $"{section.Key}:{name}")).Append("Tpt:Service")
            .Where(key => !string.IsNullOrEmpty(configuration[key]))
            .Select(key => $"{key} is '{configuration[key]}', but it is a group of settings: write {key}:<name>=<value>.")
            .FirstOrDefault();

    /// <summary>The options that hold others, or named lists. What can be written as a text, as <c>Method</c> can, is none.</summary>
    private static IEnumerable<string> GroupsOf(Type type)
        => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => IsGroup(property.PropertyType))
            .Select(property => property.Name);

    private static bool IsGroup(Type type)
        => (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            || (type.IsClass && !typeof(IEnumerable).IsAssignableFrom(type) && !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)));
}

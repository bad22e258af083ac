using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine;
using Tpt.Engine.Methods;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The options as JSON: groups as objects, enumerations by name, the method by its name. A member that there is not is an error: it may change the scores.</summary>
internal static class TptOptionsJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MethodJson.NameMethods, KeepToTheFormat } },
    };

    private static readonly (Type Type, string Name)[] _notSaved =
    [
        (typeof(TptOptions), nameof(TptOptions.ClassNames)),
        (typeof(ModelOptions), nameof(ModelOptions.Download)),
        (typeof(ModelOptions), nameof(ModelOptions.GpuDeviceId)),
        (typeof(ModelOptions), nameof(ModelOptions.FallbackToCpu)),
    ];

    public static string Write(TptOptions options) => JsonSerializer.Serialize(options, _settings);

    /// <exception cref="JsonException">The text is no JSON, or has what this version does not know.</exception>
    public static TptOptions? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TptOptions>(json, _settings);
        }
        catch (NotSupportedException exception)
        {
            // What the serializer throws for a method without its name.
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <summary>What belongs to the process or stands elsewhere in the file is left out, and the method is an object and nothing else.</summary>
    private static void KeepToTheFormat(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (_notSaved.Contains((type.Type, property.Name)))
            {
                type.Properties.RemoveAt(i);
            }
            else if (property.PropertyType == typeof(MethodOptions))
            {
                property.CustomConverter = null;
            }
        }
    }
}

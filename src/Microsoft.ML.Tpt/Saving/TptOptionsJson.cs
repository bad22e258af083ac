using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The options as JSON: groups as objects, enumerations by name, the method, the calibration and the gate by their names. A member that there is not is an error: it may change the scores.</summary>
internal static class TptOptionsJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OptionKinds.Name, KeepToTheFormat } },
    };

    private static readonly (Type Type, string Name)[] _notSaved =
    [
        (typeof(TptOptions), nameof(TptOptions.ClassNames)),
        (typeof(ModelOptions), nameof(ModelOptions.Download)),
        (typeof(ModelOptions), nameof(ModelOptions.GpuDeviceId)),
        (typeof(ModelOptions), nameof(ModelOptions.FallbackToCpu)),
    ];

    /// <summary>Options that came later, as a calibration and a gate did: a model without them has no word of them, so that versions which did not know them read it.</summary>
    private static readonly (Type Type, string Name)[] _savedIfSet = [(typeof(TptOptions), nameof(TptOptions.IsAdaptedColumnName))];

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
            // What the serializer throws for a method, a calibration or a gate without its name.
            throw new JsonException(exception.Message, exception);
        }
    }

    private static bool IfSet(object group, object? value) => value is not null;

    /// <summary>What belongs to the process or stands elsewhere in the file is left out, and what has a name is an object and nothing else.</summary>
    private static void KeepToTheFormat(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (_notSaved.Contains((type.Type, property.Name)))
            {
                type.Properties.RemoveAt(i);
            }
            else if (OptionKinds.All.ContainsKey(property.PropertyType))
            {
                property.CustomConverter = null;
                property.ShouldSerialize = IfSet;
            }
            else if (_savedIfSet.Contains((type.Type, property.Name)))
            {
                property.ShouldSerialize = IfSet;
            }
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine.Methods;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The options as JSON: groups as objects, enumerations by name, the method by its name. A member that there is not is an error: it may change the scores.</summary>
internal static class TptOptionsJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameMethods } },
    };

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

    private static void NameMethods(JsonTypeInfo type)
    {
        if (type.Type != typeof(MethodOptions))
        {
            return;
        }
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = nameof(MethodOptions.Name) };
        foreach (var (name, method) in MethodOptions.All)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(method, name));
        }
    }
}

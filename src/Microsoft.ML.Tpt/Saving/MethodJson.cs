using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine.Methods;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// A method in an application's own JSON, with whatever settings of the serializer: an object with its name,
/// <c>{"Name": "PromptTuning", "Steps": 2}</c>, which is what is written, or a text as in a configuration, <c>"ConfidentViewAveraging; SelectionFraction=0.25"</c>.
/// </summary>
internal sealed class MethodJson : JsonConverter<MethodOptions>
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        PropertyNameCaseInsensitive = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameMethods } },
    };

    /// <summary>Tells the serializer the name of every method.</summary>
    public static void NameMethods(JsonTypeInfo type)
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

    public override MethodOptions? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String
                ? (MethodOptions)TypeDescriptor.GetConverter(typeof(MethodOptions)).ConvertFromInvariantString(reader.GetString()!)!
                : JsonSerializer.Deserialize<MethodOptions>(ref reader, _settings);
        }
        catch (Exception exception) when (exception is FormatException or NotSupportedException)
        {
            // The second is what the serializer throws for a method without its name.
            throw new JsonException(exception is FormatException ? exception.Message : $"A method needs its {nameof(MethodOptions.Name)}; there are {string.Join(", ", MethodOptions.All.Keys.Order(StringComparer.Ordinal))}.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, MethodOptions value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, _settings);
}

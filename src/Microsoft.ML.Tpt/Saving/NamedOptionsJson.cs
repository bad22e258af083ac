using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// Options of several kinds in an application's own JSON, with whatever settings of the serializer: an object with the kind's name,
/// <c>{"Name": "PromptTuning", "Steps": 2}</c>, which is what is written, or a text as in a configuration, <c>"ConfidentViewAveraging; SelectionFraction=0.25"</c>.
/// </summary>
/// <typeparam name="T">The record that the kinds derive from.</typeparam>
/// <param name="what">What the kinds are, in the singular, as messages call them: <c>method</c>.</param>
internal abstract class NamedOptionsJson<T>(string what) : JsonConverter<T>
    where T : class, IOptionGroup
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        PropertyNameCaseInsensitive = true,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OptionKinds.Name } },
    };

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String
                ? (T)TypeDescriptor.GetConverter(typeof(T)).ConvertFromInvariantString(reader.GetString()!)!
                : JsonSerializer.Deserialize<T>(ref reader, _settings);
        }
        catch (Exception exception) when (exception is FormatException or NotSupportedException)
        {
            // The second is what the serializer throws for a kind without its name.
            throw new JsonException(exception is FormatException ? exception.Message : $"A {what} needs its Name; there are {NamedOptions.List(OptionKinds.All[typeof(T)])}.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, _settings);
}

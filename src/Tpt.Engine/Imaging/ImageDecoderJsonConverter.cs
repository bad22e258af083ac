using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tpt.Engine.Imaging;

/// <summary>A decoder by its name, as saved models have it.</summary>
internal sealed class ImageDecoderJsonConverter : JsonConverter<IImageDecoder>
{
    /// <exception cref="ArgumentException">There is no decoder of that name.</exception>
    public override IImageDecoder? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String ? ImageDecoders.Of(reader.GetString()!) : throw new JsonException("An image decoder stands there by its name, as text.");

    public override void Write(Utf8JsonWriter writer, IImageDecoder value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

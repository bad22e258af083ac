using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Tpt.Cli.Information;

/// <summary>A model's information as one JSON object.</summary>
internal static class InformationJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
    };

    public static string Of(ModelInformation information) => JsonSerializer.Serialize(information, _options);
}

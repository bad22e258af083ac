using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Plans;

/// <summary>A plan as JSON.</summary>
internal static class PlanJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string NameOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    /// <summary>Through text, so that a number here and the same number out of a file are equal.</summary>
    public static JsonObject ToJson(JobPlan plan) => JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(plan, _settings))!.AsObject();

    public static byte[] ToBytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, _settings);

    /// <summary>Where a plan cannot be read: <c>in line 3, at scoring.engine</c>.</summary>
    public static string PlaceOf(JsonException exception)
    {
        var path = exception.Path is { } full ? full.TrimStart('$').TrimStart('.') : "";
        return Invariant($"in line {(exception.LineNumber ?? 0) + 1}{(path.Length == 0 ? "" : $", at {Excerpt.Of(path)}")}");
    }

    /// <exception cref="JsonException">The bytes are no plan.</exception>
    public static JobPlan? Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<JobPlan>(bytes, _settings);
}

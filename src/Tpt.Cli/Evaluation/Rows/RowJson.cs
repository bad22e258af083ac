using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>A row as a line of JSON. Numbers are written so that reading gives the same bits.</summary>
internal static class RowJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // The file is read by programs and people, and by no browser.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line with its end, as UTF-8.</summary>
    public static byte[] ToLine(ScoredRow row) => [.. JsonSerializer.SerializeToUtf8Bytes(row, _settings), (byte)'\n'];

    /// <returns>Null where the line is no row, as the last of a process that was killed.</returns>
    public static ScoredRow? FromLine(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<ScoredRow>(line, _settings);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

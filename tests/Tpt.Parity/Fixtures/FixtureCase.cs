using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tpt.Parity.Fixtures;

/// <summary>One <c>case.json</c>: what a checkpoint must give, and the ways to load it.</summary>
internal sealed record FixtureCase
{
    /// <summary>The file in the case's folder.</summary>
    public const string FileName = "case.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The picture, relative to the case.</summary>
    public string Picture { get; init; } = "../picture.png";

    /// <summary>The texts; empty for soft prompts.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The class names of soft prompts.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Files to unpack with gzip beside themselves before loading.</summary>
    public IReadOnlyList<string> Unpack { get; init; } = [];

    public required IReadOnlyList<FixtureRun> Runs { get; init; }

    /// <summary>What must be read or inferred; null where a case says nothing.</summary>
    public JsonElement? HyperParameters { get; init; }

    /// <summary>The file of the reference's numbers; null where there are none.</summary>
    public string? Expected { get; init; }

    /// <exception cref="InvalidDataException">The file is no description of a case.</exception>
    public static FixtureCase Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<FixtureCase>(File.ReadAllText(path), _json) ?? throw new InvalidDataException($"'{path}' is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no description of a case: {e.Message}", e);
        }
    }
}

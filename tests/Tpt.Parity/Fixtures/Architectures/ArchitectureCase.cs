using System.Text.Json;

namespace Tpt.Parity.Fixtures.Architectures;

/// <summary>One file of <c>architectures/</c>: names and shapes of a whole model, and what must be inferred from them.</summary>
internal sealed record ArchitectureCase
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Name { get; init; }

    /// <summary>Whether OpenAI's three scalars are among the tensors.</summary>
    public bool OpenaiScalars { get; init; }

    /// <summary>As the hyper-parameters of a case; activation and preprocessing are null where they must be asked for.</summary>
    public required JsonElement Expected { get; init; }

    /// <summary>The shapes by name.</summary>
    public required IReadOnlyDictionary<string, long[]> Tensors { get; init; }

    /// <exception cref="InvalidDataException">The file is no description of an architecture.</exception>
    public static ArchitectureCase Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ArchitectureCase>(File.ReadAllText(path), _json) ?? throw new InvalidDataException($"'{path}' is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no description of an architecture: {e.Message}", e);
        }
    }
}

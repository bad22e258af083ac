using Microsoft.AspNetCore.Mvc;

namespace ClassificationService.Endpoints;

/// <summary>What a request asks for in its address.</summary>
/// <param name="Classes">The name of the class list; null: the default one.</param>
/// <param name="Top">How many classes are named; null: 5.</param>
/// <param name="Views">Whether small pictures of the views are wanted.</param>
internal sealed record ClassifyQuery([FromQuery] string? Classes, [FromQuery] string? Top, [FromQuery] string? Views)
{
    private const int DefaultTop = 5;
    private const int MostTop = 100_000;
    private const int MostNameCharacters = 100;

    /// <summary>What a request for one picture may ask.</summary>
    public static IReadOnlyList<string> KeysOfOne { get; } = ["classes", "top", "views"];

    /// <summary>What a batch may ask: its answers have no views.</summary>
    public static IReadOnlyList<string> KeysOfBatch { get; } = ["classes", "top"];

    public bool WantsViews => Views is "true" or "1";

    /// <summary>How many classes are named, or what is wrong with the query.</summary>
    /// <param name="sent">The query as it was sent.</param>
    /// <param name="keys">The keys that it may have.</param>
    public (int Top, ProblemDetails? Problem) Check(IQueryCollection sent, IReadOnlyList<string> keys)
    {
        if (sent.Keys.FirstOrDefault(key => !keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return (0, Problem($"There is no '{(unknown.Length <= MostNameCharacters ? unknown : unknown[..MostNameCharacters])}' here; the query may have {string.Join(", ", keys)}."));
        }
        if (Views is not (null or "true" or "1" or "false" or "0"))
        {
            return (0, Problem("views is not true or false."));
        }
        if (Top is null)
        {
            return (DefaultTop, null);
        }
        return int.TryParse(Top, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostTop
            ? (top, null)
            : (0, Problem(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"top is not a number from 1 to {MostTop}.")));
    }

    private static ProblemDetails Problem(string detail) => Problems.Of(StatusCodes.Status400BadRequest, "Bad query", detail, "Query");
}

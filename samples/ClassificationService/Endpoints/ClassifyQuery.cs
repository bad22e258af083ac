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

    public bool WantsViews => Views is "true" or "1";

    /// <summary>How many classes are named, or why that cannot be.</summary>
    public (int Value, ProblemDetails? Problem) TopCount()
    {
        if (Top is null)
        {
            return (DefaultTop, null);
        }
        return int.TryParse(Top, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostTop
            ? (top, null)
            : (0, Problems.Of(StatusCodes.Status400BadRequest, "Bad query", $"top is not a number from 1 to {MostTop}.", "Query"));
    }
}

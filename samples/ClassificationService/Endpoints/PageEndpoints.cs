using ClassificationService.Answers;
using ClassificationService.Hosting;
using Microsoft.ML;

namespace ClassificationService.Endpoints;

/// <summary>What the page asks for.</summary>
internal static class PageEndpoints
{
    public static void MapPage(this WebApplication app) => app.MapGet("/classes", (TptService service) =>
    {
        var chosen = service.DefaultClassList;
        return service.ClassLists
            .OrderBy(list => list.Key, StringComparer.OrdinalIgnoreCase)
            .Select(list => new ListAnswer(list.Key, list.Key.Equals(chosen, StringComparison.OrdinalIgnoreCase), list.Value, SamplePictures.Of(list.Value)));
    });
}

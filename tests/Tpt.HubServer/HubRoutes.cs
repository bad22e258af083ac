using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Tpt.HubServer;

/// <summary>The addresses of the hub that a download needs, answered as the hub answers them.</summary>
internal sealed class HubRoutes
{
    private readonly LocalHubOptions _options;
    private readonly Dictionary<string, ServedModel> _models;
    private readonly Func<string> _storage;

    private HubRoutes(LocalHubOptions options, ServedModel[] models, Func<string> storage)
        => (_options, _models, _storage) = (options, models.ToDictionary(model => model.Id, StringComparer.Ordinal), storage);

    public static void Map(WebApplication application, LocalHubOptions options, ServedModel[] models, Func<string> storage)
    {
        var routes = new HubRoutes(options, models, storage);
        application.MapGet("/api/models/{org}/{name}", (HttpContext context, string org, string name) => routes.Info(context, $"{org}/{name}", "main"));
        application.MapGet("/api/models/{org}/{name}/revision/{revision}", (HttpContext context, string org, string name, string revision) => routes.Info(context, $"{org}/{name}", revision));
        application.MapMethods("/{org}/{name}/resolve/{revision}/{**file}", ["GET", "HEAD"],
            (HttpContext context, string org, string name, string revision, string file) => routes.Resolve(context, $"{org}/{name}", revision, file));
        application.MapMethods("/storage/{etag}", ["GET", "HEAD"], (string etag) => routes.Stored(etag));
    }

    private IResult Info(HttpContext context, string id, string name)
    {
        if (Refusal(context, id, needsFiles: false) is { } refusal)
        {
            return refusal;
        }

        var model = _models[id];
        if (model.Find(Uri.UnescapeDataString(name)) is not { } revision)
        {
            return Error(context, StatusCodes.Status404NotFound, "RevisionNotFound", $"Invalid rev id: {name}");
        }

        var hasBlobs = !_options.ListsNamesOnly && context.Request.Query.TryGetValue("blobs", out var blobs) && string.Equals(blobs, "true", StringComparison.OrdinalIgnoreCase);
        return Results.Json(new Dictionary<string, object?>
        {
            ["id"] = id,
            ["modelId"] = id,
            ["sha"] = revision.Commit,
            ["private"] = model.Access == ModelAccess.Private,
            ["gated"] = model.Access == ModelAccess.Gated ? "auto" : false,
            ["siblings"] = revision.Files.Select(file => Sibling(file, hasBlobs)).ToArray(),
        });
    }

    private static Dictionary<string, object?> Sibling(ServedFile file, bool hasBlobs)
    {
        var sibling = new Dictionary<string, object?> { ["rfilename"] = file.Name };
        if (hasBlobs)
        {
            (sibling["blobId"], sibling["size"]) = (file.BlobId, file.Size);
            if (file.IsLfs)
            {
                sibling["lfs"] = new Dictionary<string, object?> { ["sha256"] = file.Sha256, ["size"] = file.Size, ["pointerSize"] = 134 };
            }
        }
        return sibling;
    }

    private IResult Resolve(HttpContext context, string id, string name, string path)
    {
        if (Refusal(context, id, needsFiles: true) is { } refusal)
        {
            return refusal;
        }

        if (_models[id].Find(Uri.UnescapeDataString(name)) is not { } revision)
        {
            return Error(context, StatusCodes.Status404NotFound, "RevisionNotFound", $"Invalid rev id: {name}");
        }

        context.Response.Headers["X-Repo-Commit"] = revision.Commit;
        if (revision.Find(Uri.UnescapeDataString(path)) is not { } file)
        {
            return Error(context, StatusCodes.Status404NotFound, "EntryNotFound", "Entry not found");
        }

        if (!file.IsLfs)
        {
            return Results.Stream(file.Open(), "text/plain; charset=utf-8", entityTag: Tag(file.Etag), enableRangeProcessing: true);
        }

        context.Response.Headers["X-Linked-Size"] = file.Size.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-Linked-Etag"] = $"\"{file.Etag}\"";
        return Results.Redirect($"{_storage()}/storage/{file.Etag}?signature=of-the-hub");
    }

    private IResult Stored(string etag) => _models.Values.Select(model => model.FindContent(etag)).FirstOrDefault(file => file is not null) is { } file
        // The storage has ETags of its own, which are not the hub's.
        ? Results.Stream(file.Open(), "binary/octet-stream", entityTag: Tag($"stored-{etag}"), enableRangeProcessing: true)
        : Results.NotFound();

    /// <summary>The error for who may not read the model; null for who may.</summary>
    private IResult? Refusal(HttpContext context, string id, bool needsFiles)
    {
        var token = context.Request.Headers.Authorization.ToString() is { Length: > 7 } header ? header["Bearer ".Length..] : null;
        var model = _models.GetValueOrDefault(id);
        if (token is not null && !_options.Tokens.Contains(token))
        {
            return Error(context, StatusCodes.Status401Unauthorized, null, "Invalid credentials in Authorization header");
        }

        var isReader = token is not null && model?.Readers.Contains(token) == true;
        if (model is null || (model.Access == ModelAccess.Private && !isReader))
        {
            // To who shows no token the hub does not say whether there is such a model.
            return token is null
                ? Error(context, StatusCodes.Status401Unauthorized, "RepoNotFound", "Invalid username or password.")
                : Error(context, StatusCodes.Status404NotFound, "RepoNotFound", "Repository not found");
        }

        return model.Access == ModelAccess.Gated && needsFiles && !isReader
            ? Error(context, token is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, "GatedRepo", $"Access to model {id} is restricted.")
            : null;
    }

    private static IResult Error(HttpContext context, int status, string? code, string message)
    {
        context.Response.Headers["X-Error-Code"] = code;
        context.Response.Headers["X-Error-Message"] = message;
        return Results.Json(new Dictionary<string, string> { ["error"] = message }, statusCode: status);
    }

    private static EntityTagHeaderValue Tag(string etag) => new($"\"{etag}\"");
}

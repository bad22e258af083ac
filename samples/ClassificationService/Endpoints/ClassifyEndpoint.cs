using ClassificationService.Answers;
using ClassificationService.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace ClassificationService.Endpoints;

/// <summary>POST /classify: one picture, as the body or as the one file of a form.</summary>
internal static class ClassifyEndpoint
{
    private const string Expected = "the bytes of a picture as image/* or application/octet-stream (curl: --data-binary @file -H 'Content-Type: image/png'), or multipart/form-data with one file (curl: -F image=@file)";

    public static void MapClassify(this WebApplication app) => app.MapPost("/classify", ClassifyAsync).AddEndpointFilter<ProblemFilter>();

    private static async Task<IResult> ClassifyAsync([AsParameters] ClassifyQuery query, HttpContext http, TptService service, IOptions<TptServiceOptions> options)
    {
        var request = http.Request;
        var isMultipart = Uploads.IsMultipart(request);
        if (!isMultipart && !Uploads.IsRaw(request))
        {
            return Results.Problem(Problems.MediaType(request.ContentType, Expected));
        }
        if (Uploads.Encoding(http.Request) is { } encoding)
        {
            return Results.Problem(Problems.Encoding(encoding));
        }
        var (top, problem) = query.Check(request.Query, ClassifyQuery.KeysOfOne);
        if (problem is not null)
        {
            return Results.Problem(problem);
        }
        var longest = options.Value.MaxFileBytes + (isMultipart ? ServiceApplication.MultipartOverhead : 0L);
        if (request.ContentLength > longest)
        {
            return Results.Problem(Problems.TooLarge(options.Value.MaxFileBytes));
        }
        // The service counts the bytes of a file, and says what is wrong where the server would only hang up. The server's limit is for what is around it.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = isMultipart ? longest + ServiceApplication.MultipartOverhead : null;
        }
        if (!isMultipart)
        {
            return Results.Ok(await AnswerAsync(service, request.Body, query, top, http.RequestAborted));
        }
        PictureAnswer? answer = null;
        await foreach (var (_, content) in Uploads.FilesAsync(request))
        {
            if (answer is not null)
            {
                return Results.Problem(Problems.Malformed("The form has several files. Send one, or send them to /classify/batch."));
            }
            answer = await AnswerAsync(service, content, query, top, http.RequestAborted);
        }
        return answer is null ? Results.Problem(Problems.Malformed("The form has no file.")) : Results.Ok(answer);
    }

    private static async Task<PictureAnswer> AnswerAsync(TptService service, Stream content, ClassifyQuery query, int top, CancellationToken cancelled)
    {
        IReadOnlyList<string>? views = null;
        var request = new TptServiceRequest
        {
            File = content,
            ClassList = query.Classes,
            InspectViews = query.WantsViews ? (batch, preprocessing) => views = ViewThumbnails.Of(batch, preprocessing) : null,
        };
        return PictureAnswer.Of(await service.ClassifyAsync(request, cancelled), top, views);
    }
}

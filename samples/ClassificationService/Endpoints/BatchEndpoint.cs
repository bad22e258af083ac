using ClassificationService.Answers;
using ClassificationService.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace ClassificationService.Endpoints;

/// <summary>POST /classify/batch: several pictures as the files of a form. Each has an answer or a problem of its own.</summary>
internal static class BatchEndpoint
{
    public static void MapBatch(this WebApplication app) => app.MapPost("/classify/batch", ClassifyAsync).AddEndpointFilter<ProblemFilter>();

    private static async Task<IResult> ClassifyAsync([AsParameters] ClassifyQuery query, HttpContext http, TptService service, IOptions<ServiceLimits> limits)
    {
        if (!Uploads.IsMultipart(http.Request))
        {
            return Results.Problem(Problems.MediaType(http.Request.ContentType, "multipart/form-data with several files (curl: -F images=@one.png -F images=@two.png)"));
        }
        if (Uploads.Encoding(http.Request) is { } encoding)
        {
            return Results.Problem(Problems.Encoding(encoding));
        }
        var (top, problem) = query.Check(http.Request.Query, ClassifyQuery.KeysOfBatch);
        if (problem is not null)
        {
            return Results.Problem(problem);
        }
        if (http.Request.ContentLength > limits.Value.BatchBytes)
        {
            return Results.Problem(Problems.TooLarge(limits.Value.BatchBytes));
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = limits.Value.BatchBytes;
        }
        // A part is read whole before the next one comes, so each is read here. Those before it are classified meanwhile.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var items = new List<Task<BatchItem>>();
        try
        {
            await foreach (var (name, content) in Uploads.FilesAsync(http.Request))
            {
                if (items.Count == limits.Value.BatchPictures)
                {
                    return Results.Problem(Problems.Of(StatusCodes.Status413PayloadTooLarge, "Too many pictures", $"A batch has at most {limits.Value.BatchPictures} pictures.", "TooManyPictures"));
                }
                var part = new PartStream(content);
                items.Add(ItemAsync(name, part, query, top, http, service, leaving.Token));
                await part.Ended.WaitAsync(leaving.Token);
            }
            if (items.Count == 0)
            {
                return Results.Problem(Problems.Malformed("The form has no file."));
            }
            return Answer(await Task.WhenAll(items));
        }
        finally
        {
            await leaving.CancelAsync();
            await ((Task)Task.WhenAll(items)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Where all pictures have one problem of the service, the batch has it.</summary>
    private static IResult Answer(BatchItem[] items)
        => items.All(item => item.Status == items[0].Status) && items[0].Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? Results.Problem(items[0].Problem!)
            : Results.Ok(new BatchAnswer(items));

    private static async Task<BatchItem> ItemAsync(string name, PartStream part, ClassifyQuery query, int top, HttpContext http, TptService service, CancellationToken cancelled)
    {
        try
        {
            var answer = await service.ClassifyAsync(new TptServiceRequest { File = part, ClassList = query.Classes }, cancelled);
            return new BatchItem(name, StatusCodes.Status200OK, PictureAnswer.Of(answer, top), null);
        }
        catch (TptServiceException exception)
        {
            Problems.RetryAfter(http.Response, exception);
            var problem = Problems.Of(exception);
            return new BatchItem(name, problem.Status!.Value, null, problem);
        }
        finally
        {
            part.End();
        }
    }
}

using Microsoft.ML;

namespace ClassificationService.Endpoints;

/// <summary>Turns the exceptions that a request can be to blame for into answers.</summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (TptServiceException exception)
        {
            Problems.RetryAfter(http.Response, exception);
            return Results.Problem(Problems.Of(exception));
        }
        // What Kestrel finds: a body above its limit, cut or too slow.
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Results.Problem(Problems.Of(exception.StatusCode, "Too many bytes", exception.Message, nameof(TptServiceError.TooManyBytes)));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return Results.Problem(Problems.Of(exception.StatusCode, "Too slow", exception.Message, nameof(TptServiceError.ReadTimeout)));
        }
        catch (BadHttpRequestException exception)
        {
            return Results.Problem(Problems.Of(exception.StatusCode, "Bad request", exception.Message, "Malformed"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(Problems.ClientClosedRequest);
        }
        // What the reader of multipart bodies finds.
        catch (InvalidDataException exception)
        {
            return Results.Problem(Problems.Malformed($"The body cannot be read: {exception.Message}"));
        }
        // The body ends before the form does. Where a connection breaks, nobody reads the answer.
        catch (IOException)
        {
            return Results.Problem(Problems.Malformed("The body ends in the middle of the form. Send all of it, to the line behind the last part: '--', the boundary and '--'."));
        }
    }
}

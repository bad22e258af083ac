using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.ML;

namespace ClassificationService.Endpoints;

/// <summary>Why there is no answer, as RFC 9457 says it.</summary>
internal static class Problems
{
    /// <summary>The caller hung up: nobody reads the answer, only the log.</summary>
    public const int ClientClosedRequest = 499;

    public static ProblemDetails Of(int status, string title, string detail, string reason) => new()
    {
        Status = status,
        Title = title,
        Detail = detail,
        Extensions = { ["reason"] = reason },
    };

    public static ProblemDetails Of(TptServiceException exception)
    {
        var (status, title) = exception.Error switch
        {
            TptServiceError.NotAnImage => (StatusCodes.Status400BadRequest, "No picture"),
            TptServiceError.UnknownClassList => (StatusCodes.Status400BadRequest, "Unknown class list"),
            TptServiceError.ReadTimeout => (StatusCodes.Status408RequestTimeout, "Too slow"),
            TptServiceError.TooManyBytes => (StatusCodes.Status413PayloadTooLarge, "Too many bytes"),
            TptServiceError.TooManyPixels => (StatusCodes.Status413PayloadTooLarge, "Too many pixels"),
            TptServiceError.QueueFull => (StatusCodes.Status429TooManyRequests, "Too many requests"),
            TptServiceError.Loading => (StatusCodes.Status503ServiceUnavailable, "Loading"),
            TptServiceError.Stopping => (StatusCodes.Status503ServiceUnavailable, "Shutting down"),
            _ => (StatusCodes.Status500InternalServerError, "No answer"),
        };
        return Of(status, title, exception.Message, exception.Error.ToString());
    }

    public static ProblemDetails MediaType(string? contentType, string expected)
        => Of(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The content type is '{contentType}'. Send {expected}.", "MediaType");

    public static ProblemDetails Encoding(string encoding)
        => Of(StatusCodes.Status415UnsupportedMediaType, "Unsupported encoding", $"The content encoding is '{encoding}'. Send the body as it is, without one.", "ContentEncoding");

    /// <summary>What the program's own parts answer without a body: no such address, another method.</summary>
    public static Task OfStatusAsync(HttpContext http)
    {
        var (title, detail, reason) = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is nothing at this address.", "NotFound"),
            StatusCodes.Status405MethodNotAllowed => ("Method not allowed", $"This address answers {http.Response.Headers.Allow} only.", "Method"),
            _ => ("No answer", "The request cannot be answered.", "Status"),
        };
        // Nobody reads the answer to a caller that hung up.
        return http.Response.StatusCode == ClientClosedRequest ? Task.CompletedTask : Results.Problem(Of(http.Response.StatusCode, title, detail, reason)).ExecuteAsync(http);
    }

    public static ProblemDetails TooLarge(long maxBytes)
        => Of(StatusCodes.Status413PayloadTooLarge, "Too many bytes", string.Create(CultureInfo.InvariantCulture, $"The body has more than {maxBytes} bytes."), nameof(TptServiceError.TooManyBytes));

    public static ProblemDetails Malformed(string detail) => Of(StatusCodes.Status400BadRequest, "Malformed request", detail, "Malformed");

    /// <summary>Says when it is worth trying again.</summary>
    public static void RetryAfter(HttpResponse response, TptServiceException exception)
    {
        if (exception.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}

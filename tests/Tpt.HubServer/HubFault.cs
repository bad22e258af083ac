using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tpt.HubServer;

/// <summary>One way in which an answer goes wrong.</summary>
/// <param name="Answer">Answers a request; its second argument is the answer that would be right.</param>
internal sealed record HubFault(Func<HttpContext, Func<Task>, Task> Answer)
{
    /// <summary>A status in place of the answer.</summary>
    /// <param name="status">Such as 429 or 503.</param>
    /// <param name="retryAfter">The header of that name: seconds or a date; null: none.</param>
    /// <param name="errorCode">The hub's own header <c>X-Error-Code</c>; null: none.</param>
    public static HubFault Status(int status, string? retryAfter = null, string? errorCode = null) => new((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers["X-Error-Code"] = errorCode;
        return Task.CompletedTask;
    });

    /// <summary>A page such as those of captive portals, with 200.</summary>
    public static HubFault Html() => Body("text/html; charset=utf-8", "<!DOCTYPE html><html><body>Please log in to this network.</body></html>"u8.ToArray());

    /// <summary>Other bytes with 200, in place of the answer.</summary>
    public static HubFault Body(string contentType, byte[] body) => new((context, _) =>
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    });

    public static HubFault Text(string contentType, string body) => Body(contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>A redirect to elsewhere.</summary>
    public static HubFault Redirect(string location, int status = StatusCodes.Status302Found) => new((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    /// <summary>The connection breaks after so many bytes of the body.</summary>
    public static HubFault Cut(long bytes) => OfBody(body => new FaultyBody(body) { CutAt = bytes });

    /// <summary>Nothing more comes after so many bytes of the body; the connection stays open.</summary>
    public static HubFault Stall(long bytes) => OfBody(body => new FaultyBody(body) { StallAt = bytes });

    /// <summary>No answer comes, not even headers.</summary>
    public static HubFault Silence() => new((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>Waits between pieces of the body.</summary>
    /// <param name="pause">How long.</param>
    /// <param name="bytes">The size of a piece.</param>
    public static HubFault Slow(TimeSpan pause, int bytes = 1024) => OfBody(body => new FaultyBody(body) { Pause = pause, Piece = bytes });

    /// <summary>A wrong byte at that place of the body.</summary>
    public static HubFault WrongByte(long at) => OfBody(body => new FaultyBody(body) { WrongAt = at });

    /// <summary>The body ends early, and the header <c>Content-Length</c> agrees with that.</summary>
    public static HubFault Truncated(long bytes) => OfBody(body => new FaultyBody(body) { EndAt = bytes }, _ => bytes);

    /// <summary>A wrong header <c>Content-Length</c>: more or fewer bytes are announced than come.</summary>
    public static HubFault WrongLength(long more) => OfBody(body => new FaultyBody(body), length => length + more);

    /// <summary>The header Range is ignored: the whole body comes, with 200.</summary>
    public static HubFault NoRange() => new((context, right) =>
    {
        context.Request.Headers.Range = default;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.AcceptRanges = default;
            return Task.CompletedTask;
        });
        return right();
    });

    private static HubFault OfBody(Func<HttpContext, FaultyBody> body, Func<long, long>? length = null) => new(async (context, right) =>
    {
        if (length is not null)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.ContentLength = length(context.Response.ContentLength ?? 0);
                return Task.CompletedTask;
            });
        }

        var original = context.Response.Body;
        await using var faulty = body(context);
        context.Response.Body = faulty;
        await right();
        context.Response.Body = original;
        // Kestrel refuses to end a body that is shorter than announced; to the client that is a broken connection, which is what is meant.
        if (context.Response.ContentLength is { } announced && announced != faulty.Written && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Abort();
        }
    });

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"fault {Answer.Method.Name}");
}

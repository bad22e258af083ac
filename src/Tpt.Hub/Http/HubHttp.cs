using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Tpt.Hub.Http;

/// <summary>Builds the HTTP client: tries again, follows redirects, keeps the token.</summary>
internal static class HubHttp
{
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(30);

    /// <summary>A client without a time-out of its own: an answer has <see cref="HubDownloadOptions.ResponseTimeout"/> to begin, and its body is watched by who reads it.</summary>
    public static HttpClient Create(HubDownloadOptions options, Uri endpoint, HubToken? token)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ResponseTimeout,
            UseCookies = false,
        };
        if (options.Proxy is not null)
        {
            sockets.Proxy = options.Proxy;
        }
        var resilience = new ResilienceHandler(Pipeline(options, endpoint)) { InnerHandler = new RedirectHandler(endpoint, token, sockets) };
        var client = new HttpClient(resilience) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Tpt.Hub", typeof(HubHttp).Assembly.GetName().Version!.ToString(3)));
        // The size and the hash are of the plain bytes, and so is a range of them.
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        return client;
    }

    /// <summary>The wait that a server asks for, by seconds or by a date; null: it asks for none.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, HubMachine machine) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - machine.Time.GetUtcNow() is var wait => wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(HubDownloadOptions options, Uri endpoint)
    {
        var machine = options.Machine;
        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = machine.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = machine.RetryDelay,
            MaxDelay = _longestDelay,
            ShouldHandle = arguments => ValueTask.FromResult(IsWorthwhile(arguments.Outcome, machine)),
            OnRetry = arguments =>
            {
                options.Notes?.Report(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host}: {Reason(arguments.Outcome)}. It is asked again in {arguments.RetryDelay.TotalSeconds:0.#} s, {arguments.AttemptNumber + 1} of {machine.Retries} times."));
                return ValueTask.CompletedTask;
            },
            // Null: the strategy's own delay.
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } response ? RetryAfter(response, machine) : null),
        };
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = machine.Time }
            .AddRetry(retry)
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = options.ResponseTimeout })
            .Build();
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } response } => string.Create(CultureInfo.InvariantCulture, $"the answer is {(int)response.StatusCode} {response.StatusCode}"),
        { Exception: TimeoutRejectedException timeout } => string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.Timeout.TotalSeconds:0.#} s"),
        { Exception: { } exception } => exception.GetBaseException().Message.TrimEnd('.'),
        _ => "no answer",
    };

    private static bool IsWorthwhile(Outcome<HttpResponseMessage> outcome, HubMachine machine) => outcome switch
    {
        // A certificate stays wrong, and a server that asks for hours is not waited for.
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } } => false,
        { Result: { } response } when RetryAfter(response, machine) > machine.LongestRetryAfter => false,
        _ => HttpClientResiliencePredicates.IsTransient(outcome),
    };
}

using System.Net;
using System.Net.Http.Headers;
using Polly.Timeout;
using Tpt.Hub.Listing;

namespace Tpt.Hub.Http;

/// <summary>The requests to the hub.</summary>
internal sealed class HubClient : IDisposable
{
    private const string ListOfFiles = "the list of files";

    private readonly HubDownloadOptions _options;
    private readonly HubReference _model;
    private readonly Uri _endpoint;
    private readonly HttpClient _http;

    public HubClient(HubDownloadOptions options, HubReference model, Uri endpoint, string cacheFolder, HubToken? token)
    {
        (_options, _model, _endpoint) = (options, model, endpoint);
        Errors = new HubErrors(model, endpoint, cacheFolder, token, options.Machine);
        _http = HubHttp.Create(options, endpoint, token);
    }

    public HubErrors Errors { get; }

    /// <summary>The commit that the revision is, and its files.</summary>
    public async Task<HubListing> ListAsync(CancellationToken cancellation)
    {
        var address = Address($"api/models/{_model.Id}/revision/{Uri.EscapeDataString(_model.Revision)}?blobs=true");
        for (var retriesLeft = _options.Machine.Retries; ; retriesLeft--)
        {
            using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), ListOfFiles, cancellation);
            try
            {
                return ListingReader.Read(await ReadAsync(response, cancellation));
            }
            catch (FormatException e)
            {
                throw Errors.OfUnreadable(ListOfFiles, e.Message, e);
            }
            catch (Exception e) when (IsOfBody(e) && retriesLeft > 0)
            {
                await Task.Delay(_options.Machine.RetryDelay, _options.Machine.Time, cancellation);
            }
            catch (Exception e) when (IsOfBody(e))
            {
                throw new HubException(HubFailure.Truncated, $"The list of files of '{_model.Id}' breaks off again and again: {e.Message}. Check the network and the proxy, or try again later.", e);
            }
        }
    }

    /// <summary>What the hub says of a file, where the listing says too little.</summary>
    public async Task<LinkedFile> HeadAsync(string commit, string name, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Head, FileAddress(commit, name));
        request.Options.Set(RedirectHandler.StaysOnHub, true);
        using var response = await SendAsync(request, Quoted(name), cancellation);
        return LinkedFile.Of(response);
    }

    /// <summary>The answer with the bytes of a file from an offset on. Its status is 200, 206 or 416.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="name">The file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="ifRange">The tag of the answer that the bytes so far are of, if this process had it. With another one all bytes come.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<HttpResponseMessage> GetAsync(string commit, string name, long offset, EntityTagHeaderValue? ifRange, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, FileAddress(commit, name));
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.IfRange = ifRange is { IsWeak: false } ? new RangeConditionHeaderValue(ifRange) : null;
        }
        return SendAsync(request, Quoted(name), cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellation)
    {
        try
        {
            using var _ = request;
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var isRedirect = request.Options.TryGetValue(RedirectHandler.StaysOnHub, out var stays) && stays && (int)response.StatusCode / 100 == 3;
            if (!response.IsSuccessStatusCode && !isRedirect && response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                using var refused = response;
                throw Errors.OfStatus(refused, what);
            }

            if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            {
                using var page = response;
                throw Errors.OfWebPage(what);
            }
            return response;
        }
        catch (HttpRequestException e)
        {
            throw Errors.OfRequest(e);
        }
        catch (TimeoutRejectedException e)
        {
            throw Errors.OfTimeout(e);
        }
        catch (NotSupportedException e)
        {
            // So the client says that it knows no such proxy.
            throw new HubException(HubFailure.Settings, $"The proxy cannot be used: {e.Message} Check HTTPS_PROXY and HTTP_PROXY: http://host:port is usual.", e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new StalledBody(stream, _options.StallTimeout, cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer))
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > TreeCache.LongestListing)
            {
                throw Errors.OfUnreadable(ListOfFiles, $"it is longer than {HubText.Size(TreeCache.LongestListing)}");
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Whether the connection broke or stalled while a body came: a reset one is a plain <see cref="IOException"/>.</summary>
    private static bool IsOfBody(Exception error) => error is TimeoutException or IOException and not HubException;

    private Uri FileAddress(string commit, string name)
        => Address($"{_model.Id}/resolve/{commit}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}");

    private Uri Address(string path) => new($"{_endpoint.AbsoluteUri.TrimEnd('/')}/{path}");

    private static string Quoted(string name) => $"the file '{HubText.Excerpt(name)}'";
}

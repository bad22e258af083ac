using System.Net;
using System.Net.Http.Headers;

namespace Tpt.Hub.Http;

/// <summary>
/// Follows redirects, and puts the token onto requests to the hub's own origin only: a storage has signed addresses, and is to learn
/// nothing. Never from HTTPS to HTTP.
/// </summary>
internal sealed class RedirectHandler(Uri endpoint, HubToken? token, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxHops = 10;

    /// <summary>Set on a request that wants what the hub says of a file, and not the answer of where the hub redirects to.</summary>
    public static readonly HttpRequestOptionsKey<bool> StaysOnHub = new("Tpt.Hub.StaysOnHub");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        for (var hop = 0; hop <= MaxHops; hop++)
        {
            // The request may be sent again by a handler above: it stays as it is.
            var sent = Copy(request, address);
            var response = await base.SendAsync(sent, cancellationToken);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            if (!Uri.TryCreate(address, location, out var target))
            {
                response.Dispose();
                throw new HubException(HubFailure.BadRedirect, $"'{address.GetLeftPart(UriPartial.Path)}' redirects to what is no address. {Advice}");
            }
            if (!IsSameOrigin(endpoint, target) && request.Options.TryGetValue(StaysOnHub, out var stays) && stays)
            {
                return response;
            }

            response.Dispose();
            if (target.Scheme != Uri.UriSchemeHttps && (target.Scheme != Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            {
                throw new HubException(HubFailure.BadRedirect, $"'{address.GetLeftPart(UriPartial.Path)}' redirects to '{HubText.Excerpt(target.GetLeftPart(UriPartial.Authority))}', which is no HTTPS: it is not followed. {Advice}");
            }
            address = target;
        }
        throw new HubException(HubFailure.BadRedirect, $"'{request.RequestUri!.GetLeftPart(UriPartial.Path)}' redirects more than {MaxHops} times. {Advice}");
    }

    private const string Advice = "Check HF_ENDPOINT and the proxy (HTTPS_PROXY, NO_PROXY); a network with a login page does so too.";

    private HttpRequestMessage Copy(HttpRequestMessage request, Uri address)
    {
        var copy = new HttpRequestMessage(request.Method, address) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }
        if (token is not null && IsSameOrigin(endpoint, address))
        {
            copy.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        }
        return copy;
    }

    private static bool IsRedirect(HttpStatusCode status)
        => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static bool IsSameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;
}

using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Polly.Timeout;

namespace Tpt.Hub.Http;

/// <summary>What the user is told when the hub does not give what was asked for.</summary>
internal sealed class HubErrors(HubReference model, Uri endpoint, string cacheFolder, HubToken? token, HubMachine machine)
{
    private string Id => model.Id;

    private string Place => Uri.UriSchemeHttps + "://huggingface.co" == Endpoint ? "the hub" : $"'{Endpoint}'";

    private string Endpoint => endpoint.AbsoluteUri.TrimEnd('/');

    private string WhereToken => $"Make a token at {Endpoint}/settings/tokens and set HF_TOKEN to it, or run `hf auth login`";

    /// <summary>The error of a status.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="what">What was asked for: a file, or the list of files.</param>
    public HubException OfStatus(HttpResponseMessage response, string what)
    {
        var status = (int)response.StatusCode;
        var code = Header(response, "X-Error-Code");
        var said = Header(response, "X-Error-Message") is { Length: > 0 } message ? $" It says: {HubText.Excerpt(message)}" : "";
        return (code, response.StatusCode) switch
        {
            ("GatedRepo", _) => new(HubFailure.Gated, $"The model '{Id}' is gated: accept its licence at {Endpoint}/{Id}. " + (token is null ? $"{WhereToken}." : $"Then {token} has to be of the account that accepted it, with the right to read gated models.")),
            ("RevisionNotFound", _) => new(HubFailure.RevisionNotFound, $"The model '{Id}' has no revision '{model.Revision}' on {Place}. Its branches and tags are at {Endpoint}/{Id}/tree/main; a commit has 40 digits, a pull request is refs/pr/1."),
            ("EntryNotFound", _) => new(HubFailure.FileNotFound, $"The model '{(model with { File = null }).Path}' has no {what} on {Place}.{said}"),
            ("RepoNotFound", HttpStatusCode.Unauthorized) => new(HubFailure.ModelNotFound, $"There is no model '{Id}' on {Place}, or it is private. Check the spelling. Is it private: {WhereToken}."),
            ("RepoNotFound", _) => new(HubFailure.ModelNotFound, $"There is no model '{Id}' on {Place} that {token?.ToString() ?? "everyone"} may read. Check the spelling{(token is null ? "" : ", and that the token's account has the model or access to it")}."),
            (_, HttpStatusCode.Unauthorized) => new(HubFailure.Unauthorized, token is null
                ? $"{Capital(Place)} wants to know who asks for {what} of '{Id}' (401). {WhereToken}."
                : $"{Capital(Place)} does not accept {token} (401): it is wrong, has expired or was withdrawn.{said} {WhereToken}. A public model needs none: set HF_HUB_DISABLE_IMPLICIT_TOKEN=1."),
            (_, HttpStatusCode.Forbidden) => new(HubFailure.Refused, $"{Capital(Place)} refuses {what} of '{Id}' (403).{said} If the model has a licence, accept it at {Endpoint}/{Id} and set HF_TOKEN; a proxy of your network may refuse too."),
            (_, HttpStatusCode.NotFound) => new(HubFailure.ModelNotFound, $"{Capital(Place)} has no {what} of '{(model with { File = null }).Path}' (404).{said} Check the id, and HF_ENDPOINT where it is set."),
            (_, HttpStatusCode.ProxyAuthenticationRequired) => OfProxy(null),
            (_, HttpStatusCode.TooManyRequests) => new(HubFailure.TooManyRequests, $"{Capital(Place)} wants fewer requests from here (429){Waiting(response)}.{(token is null ? " With a token more are allowed: " + WhereToken + "." : "")}"),
            (_, HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError) => new(HubFailure.ServerTrouble, string.Create(CultureInfo.InvariantCulture, $"{Capital(Place)} has trouble ({status} {response.StatusCode}){Tries(response)}{Waiting(response)}.{said} Try again later: what was brought stays. {Offline}")),
            _ => new(HubFailure.Refused, string.Create(CultureInfo.InvariantCulture, $"{Capital(Place)} answers the request for {what} of '{Id}' with {status} {response.StatusCode}.{said} Check HF_ENDPOINT and the proxy.")),
        };
    }

    /// <summary>The error of a request without an answer.</summary>
    public HubException OfRequest(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError => OfProxy(error),
        _ when error.StatusCode == HttpStatusCode.ProxyAuthenticationRequired => OfProxy(error),
        HttpRequestError.SecureConnectionError => new(HubFailure.Certificate, $"There is no secure connection to {Place}: {Innermost(error)} If a proxy of your network opens HTTPS, add its certificate to those that the system trusts (on Linux the file that SSL_CERT_FILE names); check the clock of this machine too.", error),
        _ => new(HubFailure.Unreachable, $"{Capital(Place)} cannot be reached: {Innermost(error)} Check the network and the proxy (HTTPS_PROXY, NO_PROXY). {Offline}", error),
    };

    public HubException OfTimeout(TimeoutRejectedException error)
        => new(HubFailure.TimedOut, string.Create(CultureInfo.InvariantCulture, $"{Capital(Place)} did not answer within {error.Timeout.TotalSeconds:0.#} s, {machine.Retries + 1} times. Check the network and the proxy (HTTPS_PROXY, NO_PROXY), or try again later. {Offline}"), error);

    /// <summary>The error of an answer that is a page for people.</summary>
    public HubException OfWebPage(string what)
        => new(HubFailure.WebPage, $"In place of {what} of '{Id}' a web page came. A network with a login page does so, or a proxy that blocks {endpoint.Host}: open {Endpoint} in a browser on this machine, log in, and try again. Is HF_ENDPOINT set, check it.");

    public HubException OfUnreadable(string what, string why, Exception? cause = null)
        => new(HubFailure.UnreadableAnswer, $"{Capital(Place)} answered the request for {what} of '{Id}' with something that cannot be understood: {why}. Check HF_ENDPOINT ('{Endpoint}'): it has to be the hub, or a mirror with the hub's API.", cause);

    private HubException OfProxy(Exception? cause)
        => new(HubFailure.Proxy, $"The proxy refuses the way to {endpoint.Host}{(cause is null ? " (407)" : $": {Innermost(cause)}")} Set HTTPS_PROXY to http://user:password@host:port, or name the host in NO_PROXY if it needs no proxy.", cause);

    private string Offline => $"Without a network: on a machine that has one run `{model.DownloadCommand}`, and copy its folder '{Path.GetFileName(HubCache.FolderOf(cacheFolder, model))}' into '{cacheFolder}' here; or give the path of a folder that has the model's files.";

    private string Waiting(HttpResponseMessage response) => HubHttp.RetryAfter(response, machine) is { } wait
        ? string.Create(CultureInfo.InvariantCulture, $", and asks to wait {(wait.TotalMinutes >= 2 ? $"{Math.Ceiling(wait.TotalMinutes):0} minutes" : $"{Math.Ceiling(wait.TotalSeconds):0} seconds")}")
        : "";

    /// <summary>A server that asks to wait for long is not asked again.</summary>
    private string Tries(HttpResponseMessage response) => HubHttp.RetryAfter(response, machine) > machine.LongestRetryAfter
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", after {machine.Retries + 1} tries");

    private static string Innermost(Exception error) => error.GetBaseException() is AuthenticationException inner ? inner.Message : error.GetBaseException().Message.TrimEnd('.') + ".";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

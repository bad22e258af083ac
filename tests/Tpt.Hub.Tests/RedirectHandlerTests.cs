using System.Net;
using Tpt.Hub.Http;

namespace Tpt.Hub.Tests;

/// <summary>Redirects between hosts and schemes, without a network.</summary>
public sealed class RedirectHandlerTests
{
    private static readonly HubToken _token = new("hf_token", "a test");

    [Theory]
    [InlineData("https://storage.example/x", null)]
    [InlineData("https://hub.example:8443/x", null)]
    [InlineData("https://sub.hub.example/x", null)]
    [InlineData("https://hub.example.evil.example/x", null)]
    [InlineData("https://hub.example/x", "Bearer hf_token")]
    [InlineData("/x", "Bearer hf_token")]
    [InlineData("//storage.example/x", null)]
    public async Task SendAsync_Redirect_CarriesTheTokenToTheHubOnly(string location, string? expected)
    {
        var server = new Server(new Dictionary<string, string> { ["https://hub.example/start"] = location });

        using var response = await SendAsync(server, "https://hub.example/start");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        server.Seen.Select(seen => seen.Authorization).Should().Equal("Bearer hf_token", expected);
    }

    [Fact]
    public async Task SendAsync_ThereAndBack_IsKnownAtTheHubAgain()
    {
        var server = new Server(new Dictionary<string, string> { ["https://hub.example/start"] = "https://other.example/y", ["https://other.example/y"] = "https://hub.example/end" });

        using var response = await SendAsync(server, "https://hub.example/start");

        server.Seen.Select(seen => seen.Authorization).Should().Equal("Bearer hf_token", null, "Bearer hf_token");
    }

    [Fact]
    public async Task SendAsync_FromHttpsToHttp_IsNotFollowed()
    {
        var server = new Server(new Dictionary<string, string> { ["https://hub.example/start"] = "http://hub.example/start" });

        var error = (await FluentActions.Awaiting(() => SendAsync(server, "https://hub.example/start")).Should().ThrowAsync<HubException>()).Which;

        error.Failure.Should().Be(HubFailure.BadRedirect);
        error.Message.Should().Contain("http://hub.example").And.Contain("no HTTPS");
        server.Seen.Should().ContainSingle();
    }

    [Fact]
    public async Task SendAsync_MessageOfARedirect_HasNoSignature()
    {
        var server = new Server(new Dictionary<string, string> { ["https://hub.example/start?signature=secret"] = "http://storage.example/x?signature=secret" });

        var error = (await FluentActions.Awaiting(() => SendAsync(server, "https://hub.example/start?signature=secret")).Should().ThrowAsync<HubException>()).Which;

        error.Message.Should().NotContain("secret");
    }

    private static async Task<HttpResponseMessage> SendAsync(Server server, string address)
    {
        using var client = new HttpClient(new RedirectHandler(new Uri("https://hub.example"), _token, server));
        return await client.GetAsync(new Uri(address));
    }

    private sealed class Server(Dictionary<string, string> redirects) : HttpMessageHandler
    {
        public List<(string Address, string? Authorization)> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.AbsoluteUri;
            Seen.Add((address, request.Headers.Authorization?.ToString()));
            var response = new HttpResponseMessage(redirects.ContainsKey(address) ? HttpStatusCode.Found : HttpStatusCode.OK);
            if (redirects.TryGetValue(address, out var location))
            {
                response.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
            }
            return Task.FromResult(response);
        }
    }
}

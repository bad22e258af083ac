using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using static Tpt.Documentation.Tests.ClassificationService;

namespace Tpt.Documentation.Tests;

/// <summary>The web service of the README: good pictures, and what else arrives. All tests ask the same server.</summary>
public sealed class ClassificationServiceTests(ClassificationServer server) : IClassFixture<ClassificationServer>
{
    private const int EngineCount = 2;

    private static readonly HttpClient _client = new();

    /// <summary>Bodies that are no pictures, and what they are.</summary>
    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "nothing", [] },
        { "text", "a banana"u8.ToArray() },
        { "HTML", "<html><img src='banana.png'></html>"u8.ToArray() },
        { "a PNG cut in the middle", ClassificationServer.Pictures[0][..(ClassificationServer.Pictures[0].Length / 2)] },
        { "the start of a PNG", ClassificationServer.Pictures[0][..8] },
        { "zeros", new byte[100_000] },
        { "a GIF of 76 bytes that announces sides whose product is above 2^32", Convert.FromBase64String("R0lGODlhKAAoAIAAAArIHv///yH5BAOEUQAAIfkEAAUAAAAsAP////8A/wAAAgOEUQAAIfkEAAUAAAAsAAAAAAIAAgAAAgOEUQAAOw==") },
        { "a GIF of 68 bytes that announces 32768 x 32769 pixels", Convert.FromBase64String("R0lGODdhAIABgIEAAAEBAQAAAAAAAAAAACwAAAAAEAAQAEAIHQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFgQEBADs=") },
        { "a PNG of 119 bytes that does the same", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAgAAAAIABAQAAAAAnW013AAAAPklEQVR42u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADwZoAoAATvg2dcAAAAASUVORK5CYII=") },
        { "a PNG of 68 bytes that announces 30000 x 30000 pixels", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAdTAAAHUwCAIAAADpRW/tAAAAC0lEQVR42mNgQAUAABAAAaoZ+IIAAAAASUVORK5CYII=") },
        { "a GIF of 44 bytes that announces 20000 x 20000 pixels", Convert.FromBase64String("R0lGODlhIE4gToAAAArIHv///yH5BAAFAAAALAAAAAACAAIAAAIDhFEAADs=") },
    };

    [Fact]
    public Task Classify_ConcurrentRequests_AnswerAsOneEngineDoes() => Task.WhenAll(Enumerable.Range(0, 24).Select(PostPicture));

    [Theory]
    [MemberData(nameof(NoPictures))]
    public async Task Classify_NoPicture_Answers400WithAReasonAndGoesOn(string what, byte[] body)
    {
        await PostNoPicture(what, body);
        await PostPicture(0);
    }

    [Fact]
    public Task Classify_PicturesAndOthersAtOnce_AnswersEachAsIfAlone()
    {
        var others = NoPictures.Select(row => ((string)row[0], (byte[])row[1])).ToArray();
        return Task.WhenAll(Enumerable.Range(0, 24).Select(i => i % 3 == 0 ? PostNoPicture(others[i / 3 % others.Length].Item1, others[i / 3 % others.Length].Item2) : PostPicture(i)));
    }

    [Fact]
    public async Task Classify_LargestPictureThatIsRead_IsLookedAt() => await PostNoPicture("zeros", new byte[LargestPicture]);

    [Fact]
    public async Task Classify_TooLargeAndAskedFirst_Answers413()
    {
        // A caller that does not ask first may find the connection closed in the middle of its body, and never read the answer.
        using var response = await Post(new byte[LargestPicture + 1], asksFirst: true);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(LargestPicture + 1L)]
    [InlineData(long.MaxValue)]
    public async Task Classify_TooLarge_Answers413BeforeTheBodyIsSent(long length)
    {
        (await Send($"POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n")).Should().StartWith("HTTP/1.1 413 ").And.Contain("at most 20000000 bytes");
        await PostPicture(1);
    }

    [Fact]
    public async Task Classify_BodyOfUnknownLength_Answers411()
    {
        (await Send("POST /classify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")).Should().StartWith("HTTP/1.1 411 ");
        await PostPicture(2);
    }

    [Fact]
    public async Task Classify_CallersThatHangUp_LeaveTheirPlace()
    {
        // More than there are engines, some in the middle of their body and some before they have the answer.
        for (var i = 0; i < 4 * EngineCount; i++)
        {
            await using var connection = await Connect();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(FormattableString.Invariant($"POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: {ClassificationServer.Pictures[0].Length}\r\n\r\n")));
            await connection.WriteAsync(i % 2 == 0 ? ClassificationServer.Pictures[0] : ClassificationServer.Pictures[0].AsMemory(0, 100));
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(PostPicture)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task PostPicture(int i)
    {
        using var response = await Post(ClassificationServer.Pictures[i % ClassificationServer.Pictures.Count]);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<Answer>()).Should().BeEquivalentTo(server.Expected[i % server.Expected.Count], options => options.WithStrictOrdering());
    }

    private async Task PostNoPicture(string what, byte[] body)
    {
        using var response = await Post(body);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, "the body is {0}", what);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain("no picture that can be classified").And.NotContain("NaN");
    }

    private async Task<HttpResponseMessage> Post(byte[] body, bool asksFirst = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/classify")) { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = asksFirst;
        return await _client.SendAsync(request);
    }

    private async Task<NetworkStream> Connect()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        return new NetworkStream(client, ownsSocket: true);
    }

    /// <summary>Sends a request as it stands, and reads the answer's first packet: what HttpClient would not send.</summary>
    private async Task<string> Send(string request)
    {
        await using var connection = await Connect();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!answer.ToString().Contains("status", StringComparison.Ordinal) && await connection.ReadAsync(buffer, timeout.Token) is > 0 and var read)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }
}

using System.Net;
using System.Text;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>What each kind of request is answered with.</summary>
public sealed class StatusTests(ReadyServer fixture) : IClassFixture<ReadyServer>
{
    private readonly TestServer _server = fixture.Server;

    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "nothing", [] },
        { "text", TestPictures.Text },
        { "a PNG cut in the middle", TestPictures.Cut },
        { "the start of a PNG", TestPictures.Good[0][..8] },
        { "zeros", new byte[100_000] },
        { "a GIF of 76 bytes that announces sides whose product is above 2^32", Convert.FromBase64String("R0lGODlhKAAoAIAAAArIHv///yH5BAOEUQAAIfkEAAUAAAAsAP////8A/wAAAgOEUQAAIfkEAAUAAAAsAAAAAAIAAgAAAgOEUQAAOw==") },
    };

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/whatever")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task Classify_RawPicture_Answers200(string? contentType)
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], contentType: contentType);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await JsonAnswer.ReadAsync(response);
        answer.Text("classList").Should().Be("food");
        answer.GetProperty("top").GetArrayLength().Should().Be(5);
        answer.GetProperty("zeroShotTop").GetArrayLength().Should().Be(5);
        answer.GetProperty("selectedViews").GetArrayLength().Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(NoPictures))]
    public async Task Classify_NoPicture_Answers400WithTheReason(string what, byte[] body)
    {
        using var response = await _server.PostAsync(body);

        await ShouldBeProblem(response, HttpStatusCode.BadRequest, "NotAnImage", what);
        using var next = await _server.PostAsync(TestPictures.Good[1]);
        next.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Classify_OneFileInAForm_Answers200()
    {
        using var response = await _server.PostFormAsync("/classify?classes=ANIMALS&top=2", ("a.png", TestPictures.Good[0]));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await JsonAnswer.ReadAsync(response);
        answer.Text("classList").Should().Be("animals");
        answer.GetProperty("top").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Classify_TwoFilesInAForm_Answers400()
    {
        using var response = await _server.PostFormAsync("/classify", ("a.png", TestPictures.Good[0]), ("b.png", TestPictures.Good[1]));

        await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Malformed");
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nContent-Disposition: form-data; name=x\r\n\r\nvalue\r\n--abc--\r\n")]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nContent-Disposition: form-data; name=x; filename=a.png\r\n\r\nval")]
    [InlineData("multipart/form-data; boundary=abc", "")]
    [InlineData("multipart/form-data", "--abc--")]
    public async Task Classify_BrokenForm_Answers400(string contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _server.Client.PostAsync(new Uri("/classify", UriKind.Relative), content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Theory]
    [InlineData("/classify", 100)]
    [InlineData("/classify", 100_000)]
    [InlineData("/classify/batch", 100)]
    public async Task Form_WithAnotherBoundaryThanTheContentType_Answers400AndNamesIt(string path, int length)
    {
        using var content = new ByteArrayContent([.. "--of-the-body\r\nContent-Disposition: form-data; name=x; filename=a.png\r\n\r\n"u8, .. new byte[length], .. "\r\n--of-the-body--\r\n"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=of-the-header");
        using var response = await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content);

        (await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Malformed")).Should().Contain("no line '--of-the-header' begins a part of the form").And.Contain("Send the boundary that the body has");
    }

    [Fact]
    public async Task Form_CutInAPart_Answers400AndSaysSo()
    {
        using var content = new ByteArrayContent([.. "--abc\r\nContent-Disposition: form-data; name=x; filename=a.png\r\n\r\n"u8, .. TestPictures.Good[0]]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=abc");
        using var response = await _server.Client.PostAsync(new Uri("/classify", UriKind.Relative), content);

        (await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Malformed")).Should().Contain("The body ends in the middle of the form. Send all of it");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Classify_AnotherContentType_Answers415(string contentType)
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], contentType: contentType);

        await ShouldBeProblem(response, HttpStatusCode.UnsupportedMediaType, "MediaType");
    }

    [Fact]
    public async Task Batch_RawBody_Answers415()
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], "/classify/batch");

        await ShouldBeProblem(response, HttpStatusCode.UnsupportedMediaType, "MediaType");
    }

    [Fact]
    public async Task Classify_UnknownList_Answers400AndNamesTheLists()
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], "/classify?classes=cars");

        (await ShouldBeProblem(response, HttpStatusCode.BadRequest, "UnknownClassList")).Should().Contain("cars").And.Contain("animals").And.Contain("food");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("99999999999")]
    public async Task Classify_TopThatIsNoCount_Answers400(string top)
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], $"/classify?top={top}");

        await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Query");
    }

    [Fact]
    public async Task Classify_MorePixelsThanAllowed_Answers413()
    {
        using var response = await _server.PostAsync(TestPictures.Bitmap(1001, 1000), contentType: "image/bmp");

        (await ShouldBeProblem(response, HttpStatusCode.RequestEntityTooLarge, "TooManyPixels")).Should().Contain("1001 x 1000");
    }

    [Fact]
    public async Task Classify_AsManyPixelsAsAllowed_Answers200()
    {
        using var response = await _server.PostAsync(TestPictures.Bitmap(1000, 1000), contentType: "image/bmp");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Classify_MoreBytesThanAllowed_Answers413BeforeTheyAreSent()
    {
        using var connection = await RawConnection.OpenAsync(_server.Address);

        await connection.SendAsync("POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 1000001\r\n\r\n");

        (await connection.ReadUntilAsync("\"reason\"")).Should().StartWith("HTTP/1.1 413 ").And.Contain("1000000 bytes");
    }

    [Fact]
    public async Task Classify_MoreBytesThanAllowedOfUnknownLength_Answers413()
    {
        using var content = new StreamContent(new NeverEnding());
        content.Headers.ContentType = new("image/png");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _server.Client.SendAsync(request);

        await ShouldBeProblem(response, HttpStatusCode.RequestEntityTooLarge, "TooManyBytes");
    }

    [Fact]
    public async Task Batch_MoreBytesThanAllowedOfUnknownLength_Answers413WithTheSameReason()
    {
        using var connection = await RawConnection.OpenAsync(_server.Address);
        await connection.SendAsync("POST /classify/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=abc\r\nTransfer-Encoding: chunked\r\n\r\n2dc6c1\r\n--abc\r\nContent-Disposition: form-data; name=x\r\n\r\n");
        await connection.SendAsync(new byte[3_000_000]);

        var answer = await connection.ReadUntilAsync("\"reason\":\"TooManyBytes\"");

        answer.Should().StartWith("HTTP/1.1 413 ").And.Contain("\"reason\":\"TooManyBytes\"");
    }

    [Fact]
    public async Task Classify_LargestFile_IsLookedAt()
    {
        using var response = await _server.PostAsync(new byte[1_000_000]);

        await ShouldBeProblem(response, HttpStatusCode.BadRequest, "NotAnImage");
    }

    [Fact]
    public async Task Batch_GoodAndBadFiles_AnswersEachInOrder()
    {
        using var response = await _server.PostFormAsync("/classify/batch?top=1", ("a.png", TestPictures.Good[0]), ("b.txt", TestPictures.Text), ("c.bmp", TestPictures.Bitmap(1001, 1000)), ("d.png", TestPictures.Good[1]));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var results = (await JsonAnswer.ReadAsync(response)).GetProperty("results").EnumerateArray().ToArray();
        results.Select(item => (item.Text("file"), item.GetProperty("status").GetInt32())).Should().Equal(("a.png", 200), ("b.txt", 400), ("c.bmp", 413), ("d.png", 200));
        results[1].GetProperty("problem").Text("reason").Should().Be("NotAnImage");
        results[0].GetProperty("answer").GetProperty("top").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Batch_MorePicturesThanAllowed_Answers413()
    {
        using var response = await _server.PostFormAsync("/classify/batch", [.. Enumerable.Range(0, 5).Select(i => ($"{i}.png", TestPictures.Good[i]))]);

        await ShouldBeProblem(response, HttpStatusCode.RequestEntityTooLarge, "TooManyPictures");
    }

    [Fact]
    public async Task Classify_GetRequest_Answers405()
    {
        using var response = await _server.Client.GetAsync(new Uri("/classify", UriKind.Relative));

        (await ShouldBeProblem(response, HttpStatusCode.MethodNotAllowed, "Method")).Should().Contain("POST");
    }

    [Fact]
    public async Task Get_OfNoAddress_Answers404WithAProblem()
    {
        using var response = await _server.Client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        await ShouldBeProblem(response, HttpStatusCode.NotFound, "NotFound");
    }

    [Theory]
    [InlineData("/classify?views=2", "views")]
    [InlineData("/classify?views=", "views")]
    [InlineData("/classify?foo=1", "foo")]
    [InlineData("/classify?views=true&views=true", "views")]
    public async Task Classify_QueryThatMeansNothing_Answers400(string path, string named)
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], path);

        (await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Query")).Should().Contain(named);
    }

    [Fact]
    public async Task Batch_AskedForViews_Answers400()
    {
        using var response = await _server.PostFormAsync("/classify/batch?views=true", ("a.png", TestPictures.Good[0]));

        await ShouldBeProblem(response, HttpStatusCode.BadRequest, "Query");
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.OK)]
    public async Task Classify_ContentEncoding_AnswersByIt(string encoding, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(TestPictures.Good[0]);
        content.Headers.ContentType = new("image/png");
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await _server.Client.PostAsync(new Uri("/classify", UriKind.Relative), content);

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/classes")]
    public async Task Get_OfAReadyServer_Answers200(string path)
    {
        using var response = await _server.Client.GetAsync(new Uri(path, UriKind.Relative));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<string> ShouldBeProblem(HttpResponseMessage response, HttpStatusCode status, string reason, string because = "")
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, "{0}: {1}", because, text);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = await JsonAnswer.ReadAsync(response);
        problem.Text("reason").Should().Be(reason);
        problem.Text("title").Should().NotBeEmpty();
        problem.GetProperty("status").GetInt32().Should().Be((int)status);
        return problem.Text("detail");
    }
}

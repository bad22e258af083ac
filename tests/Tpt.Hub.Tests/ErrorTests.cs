using System.Net;
using System.Net.Sockets;
using System.Text;
using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>What goes wrong is said, with what to do.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task DownloadAsync_NoSuchModel_SaysSo()
    {
        await using var sandbox = await Sandbox.StartAsync();

        var error = await sandbox.FailAsync("org/clib");

        error.Failure.Should().Be(HubFailure.ModelNotFound);
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Contain("no model 'org/clib'").And.Contain("Check the spelling").And.Contain("HF_TOKEN");
    }

    [Fact]
    public async Task DownloadAsync_NoSuchRevision_SaysWhereTheyAre()
    {
        await using var sandbox = await Sandbox.StartAsync();

        var error = await sandbox.FailAsync("org/clip@v9");

        error.Failure.Should().Be(HubFailure.RevisionNotFound);
        error.Message.Should().Contain("no revision 'v9'").And.Contain($"{sandbox.Hub.Address}/org/clip/tree/main");
    }

    [Theory]
    [InlineData("org/clip/model.safetensor", "It has model.safetensors")]
    [InlineData("org/clip/pytorch.bin", "pytorch_model.bin")]
    [InlineData("org/clip/nothing-like-it.xyz", "It has model.safetensors, pytorch_model.bin")]
    public async Task DownloadAsync_NoSuchFile_NamesTheNearOnes(string id, string advice)
    {
        await using var sandbox = await Sandbox.StartAsync();

        var error = await sandbox.FailAsync(id);

        error.Failure.Should().Be(HubFailure.FileNotFound);
        error.Message.Should().Contain("has no file or folder").And.Contain(advice);
    }

    [Fact]
    public async Task DownloadAsync_FileGoneFromTheHub_NamesIt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(404, errorCode: "EntryNotFound"), "/vocab.json");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.FileNotFound);
        error.Message.Should().Contain("'vocab.json'");
    }

    [Theory]
    [InlineData("/api/", "the list of files")]
    [InlineData("/vocab.json", "'vocab.json'")]
    [InlineData("/storage/", "'model.safetensors'")]
    public async Task DownloadAsync_WebPage_SaysWhoSendsSuch(string path, string what)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Html(), path);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.WebPage);
        error.IsTransient.Should().BeTrue("it passes when the user has logged in");
        error.Message.Should().Contain(what).And.Contain("login page").And.Contain($"open {sandbox.Hub.Address} in a browser");
    }

    [Fact]
    public async Task DownloadAsync_WebPageThatCallsItselfAFile_IsNotKept()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Text("application/octet-stream", "<html>log in</html>"), "/storage/");

        (await sandbox.FailAsync()).Failure.Should().Be(HubFailure.WrongSize);
    }

    [Theory]
    [InlineData("no json", "no JSON")]
    [InlineData("[1]", "a JSON Array")]
    [InlineData("""{"siblings": []}""", "no commit")]
    [InlineData("""{"sha": "../../x", "siblings": []}""", "no commit")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789"}""", "lists no files")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": 1}]}""", "without a name")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a", "size": -1}]}""", "no size")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a", "size": 1e99}]}""", "no size")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a", "blobId": "../x"}]}""", "no hash")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a"}, {"rfilename": "a"}]}""", "twice")]
    public async Task DownloadAsync_ListingThatIsNone_SaysWhy(string text, string why)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Text("application/json", text), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.UnreadableAnswer);
        error.Message.Should().Contain(why).And.Contain("HF_ENDPOINT").And.Contain(sandbox.Hub.Address);
    }

    [Fact]
    public async Task DownloadAsync_ListingWithoutEnd_IsCutOff()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Chunked(Encoding.ASCII.GetBytes(new string(' ', 33 << 20))), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.UnreadableAnswer);
        error.Message.Should().Contain("longer than 34 MB");
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("/etc/config.json")]
    [InlineData("C:/config.json")]
    [InlineData("..\\\\config.json")]
    [InlineData("a/./config.json")]
    [InlineData("a//config.json")]
    [InlineData("model\\u0000.safetensors")]
    public async Task DownloadAsync_NameThatLeadsOutside_WritesNothing(string name)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Text("application/json", $$"""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "{{name}}", "size": 1}]}"""), "/api/");

        (await sandbox.FailAsync()).Failure.Should().Be(HubFailure.UnsafeFileName);

        Directory.EnumerateFileSystemEntries(sandbox.Cache).Should().BeEmpty();
    }

    [Fact]
    public async Task DownloadAsync_MirrorWithoutHashes_SaysWhatIsMissing()
    {
        await using var sandbox = await Sandbox.StartAsync(new LocalHubOptions { ListsNamesOnly = true });
        sandbox.Hub.Faults.Add(HubFault.Status(200), "/config.json", times: 1);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.UnreadableAnswer);
        error.Message.Should().Contain("'config.json'").And.Contain("X-Linked-Etag");
    }

    [Fact]
    public async Task DownloadAsync_NobodyListens_SaysHowToGoWithoutANetwork()
    {
        await using var sandbox = await Sandbox.StartAsync();
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound and not listening: nobody else gets the port.
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sandbox.Options = sandbox.Options with { Endpoint = $"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}" };

        var error = await sandbox.FailAsync("org/clip@v1");

        error.Failure.Should().Be(HubFailure.Unreachable);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("cannot be reached").And.Contain("`tpt download org/clip@v1`").And.Contain("models--org--clip").And.Contain(sandbox.Cache).And.Contain("HTTPS_PROXY");
    }

    [Fact]
    public async Task DownloadAsync_HubOutOfReachAndModelInTheCache_TakesIt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var folder = await sandbox.DownloadAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(503));

        (await sandbox.DownloadAsync()).Should().Be(folder);
        (await sandbox.FailAsync($"{TestModel.Id}/pytorch_model.bin")).Failure.Should().Be(HubFailure.ServerTrouble, "that file is not in the cache");
    }

    [Fact]
    public async Task DownloadAsync_UntrustedCertificate_IsToldAtOnce()
    {
        await using var sandbox = await Sandbox.StartAsync(new LocalHubOptions { HasUntrustedCertificate = true });

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Certificate);
        error.Message.Should().Contain("SSL_CERT_FILE");
        sandbox.Hub.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task DownloadAsync_ProxyThatWantsAPassword_SaysHowToGiveIt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { Endpoint = "http://hub.example", Proxy = new WebProxy(sandbox.Hub.Address) };
        sandbox.Hub.Faults.Add(HubFault.Status(407));

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Proxy);
        error.Message.Should().Contain("hub.example").And.Contain("HTTPS_PROXY to http://user:password@host:port");
    }

    [Fact]
    public async Task DownloadAsync_ByAProxy_IsBrought()
    {
        await using var sandbox = await Sandbox.StartAsync();
        // A hub that has no such host answers all the same: the request came to it as to a proxy. The storage is the real one.
        sandbox.Options = sandbox.Options with { Endpoint = "http://hub.example", Proxy = new WebProxy(sandbox.Hub.Address) { BypassProxyOnLocal = true } };

        sandbox.ShouldHave(await sandbox.DownloadAsync(), TestModel.Files(), TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_ProxyOfAnUnknownKind_IsNamed()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { Endpoint = "http://hub.example", Proxy = new WebProxy("ftp://127.0.0.1:1") };

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Settings);
        error.Message.Should().Contain("The proxy cannot be used").And.Contain("HTTPS_PROXY");
    }

    [Fact]
    public async Task DownloadAsync_OptionOutOfRange_IsNamed()
    {
        await FluentActions.Awaiting(() => HubModel.DownloadAsync("a/b", new HubDownloadOptions { StallTimeout = TimeSpan.Zero })).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("StallTimeout is*");
        await FluentActions.Awaiting(() => HubModel.DownloadAsync("a/b", new HubDownloadOptions { ResponseTimeout = TimeSpan.FromDays(2) })).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("ResponseTimeout is*");
        await FluentActions.Awaiting(() => HubModel.DownloadAsync("a/b", new HubDownloadOptions { Content = (HubContent)7 })).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("Content is 7*");
    }

    [Theory]
    [InlineData(403, HubFailure.Refused, "403")]
    [InlineData(400, HubFailure.Refused, "400")]
    [InlineData(404, HubFailure.ModelNotFound, "404")]
    [InlineData(302, HubFailure.Refused, "302")]
    public async Task DownloadAsync_OtherStatus_IsNamed(int status, HubFailure failure, string expected)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(status), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(failure);
        error.Message.Should().Contain(expected);
    }

    [Fact]
    public async Task DownloadAsync_RedirectsInACircle_EndsThem()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Redirect("/api/models/org/clip/revision/main"), "/api/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.BadRedirect);
        error.Message.Should().Contain("more than 10 times");
        sandbox.Hub.Requests.Should().HaveCount(11, "it is not tried again");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task DownloadAsync_RedirectToNoWebAddress_IsNotFollowed(string location)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Redirect(location), "/resolve/");

        (await sandbox.FailAsync()).Failure.Should().Be(HubFailure.BadRedirect);
    }

    [Theory]
    [InlineData("http://[")]
    [InlineData("http://:80:80/x")]
    public async Task DownloadAsync_RedirectToWhatIsNoAddress_IsAnAnswerOfNoUse(string location)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Redirect(location), "/resolve/");

        (await sandbox.FailAsync()).Message.Should().Contain("302");
    }

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("ftp://huggingface.co")]
    [InlineData("https://huggingface.co?x=1")]
    public async Task DownloadAsync_EndpointThatIsNone_SaysHowOneLooks(string endpoint)
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { Endpoint = endpoint };

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Settings);
        error.Message.Should().Contain(endpoint).And.Contain("https://huggingface.co");
    }

    [Fact]
    public async Task DownloadAsync_NothingToLoad_SaysWhatIsThere()
    {
        await using var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles("org/other", new Dictionary<string, byte[]> { ["tf_model.h5"] = [1], ["config.json"] = [2] }));

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.NothingToLoad);
        error.Message.Should().Contain("tf_model.h5").And.Contain(".safetensors");
    }
}

using System.Net;
using System.Net.Sockets;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>The program in a process of its own, as a service manager runs it. Linux only: others have no SIGTERM.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Sigterm_RequestsInWork_FinishesThemAndEndsWith0()
    {
        using var process = await ServiceProcess.StartReadyAsync();
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var client = new HttpClient(handler) { BaseAddress = process.Address };
        var bodies = Enumerable.Range(0, 8).Select(i => new SlowBody(TestPictures.Good[i % 6])).ToArray();
        var requests = bodies.Select(body => PostAsync(client, body)).ToArray();
        await Task.WhenAll(bodies.Select(body => body.Asked));

        process.Signal("TERM");
        await process.RefusesConnectionsAsync();
        foreach (var body in bodies)
        {
            body.Release();
        }

        (await Task.WhenAll(requests)).Should().OnlyContain(status => status == HttpStatusCode.OK);
        (await process.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Sigterm_ConnectionsKeptAlive_RequestsAnswer503AndIdleOnesAreClosed()
    {
        const string live = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        using var process = await ServiceProcess.StartReadyAsync();
        using var idle = await RawConnection.OpenAsync(process.Address);
        await idle.SendAsync(live);
        await idle.ReadUntilAsync("Healthy");
        using var inWork = await RawConnection.OpenAsync(process.Address);
        var picture = TestPictures.Good[0];
        await inWork.SendAsync($"POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nExpect: 100-continue\r\nContent-Length: {picture.Length}\r\n\r\n");
        await inWork.ReadUntilAsync("100 Continue");
        // The server has the beginning of the next request with the first one.
        using var next = await RawConnection.OpenAsync(process.Address);
        await next.SendAsync($"{live}POST /classify HTTP/1.1\r\nHost: localhost\r\n");
        await next.ReadUntilAsync("Healthy");

        process.Signal("TERM");
        await process.RefusesConnectionsAsync();
        await next.SendAsync($"Content-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
        await next.SendAsync(picture);

        (await next.ReadUntilAsync(null)).Should().StartWith("HTTP/1.1 503 ").And.Contain("\"reason\":\"Stopping\"").And.Contain("Connection: close");
        (await idle.ReadUntilAsync(null)).Should().BeEmpty("nothing was asked on it");
        await inWork.SendAsync(picture);
        (await inWork.ReadUntilAsync(null)).Should().Contain("HTTP/1.1 200 OK").And.Contain("\"label\"");
        (await process.ExitAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData("Tpt:Model:Path", "no-such-folder")]
    [InlineData("Tpt:Model:Path", "no-such-org/no-such-model")]
    [InlineData("Tpt:Service:SavedModelPath", "no-such-model.zip")]
    [InlineData("Tpt:Prompt:SoftPromptPath", "no-such-prompt.pt")]
    public async Task Start_ModelThatIsNotThere_EndsWith42AndOneLine(string key, string path)
    {
        using var process = await ServiceProcess.StartAsync($"--{key}={path}");

        (await process.ExitAsync()).Should().Be(42);
        process.Output.Trim().Should().StartWith($"A setting is wrong. {key} is '{path}'. ").And.Contain("There is no such file or folder. Name one that is there").And.NotContain("\n");
    }

    [Fact]
    public async Task Start_ModelThatIsDamaged_EndsWith1AndSaysWhy()
    {
        var folder = Directory.CreateTempSubdirectory("tpt-damaged").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "model.safetensors"), "no weights");
            using var process = await ServiceProcess.StartAsync($"--Tpt:Model:Path={folder}");

            (await process.ExitAsync()).Should().Be(1);
            process.Output.Should().Contain(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Start_Help_PrintsTheSettingsAndEndsWith0(string argument)
    {
        using var process = await ServiceProcess.StartAsync(argument);

        (await process.ExitAsync()).Should().Be(0);
        process.Output.Should().Contain("--urls=").And.Contain("--Tpt:Model:Path=").And.Contain("appsettings.json").And.NotContain("listening");
        process.Output.Split('\n').Length.Should().BeLessThan(24, "a terminal shows it at once");
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is no setting")]
    [InlineData("-x", "'-x' is no setting")]
    [InlineData("--Tqt:Views:Count=32", "'--Tqt:Views:Count=32' sets 'Tqt:Views:Count', which nothing reads")]
    [InlineData("--Tpt:Views:Count", "'--Tpt:Views:Count' has no value")]
    public async Task Start_ArgumentThatSetsNothing_EndsWith42AndOneLine(string argument, string message)
    {
        using var process = await ServiceProcess.StartAsync(argument);

        (await process.ExitAsync()).Should().Be(42);
        process.Errors.Should().ContainSingle().Which.Should().StartWith($"An argument is wrong. {message}; write --<setting>=<value>");
    }

    [Fact]
    public async Task Start_ClassThatStandsTwice_EndsWith42AndNamesTheSetting()
    {
        // appsettings.json has the banana at 0.
        using var process = await ServiceProcess.StartAsync("--Tpt:Service:ClassLists:food:3=banana");

        (await process.ExitAsync()).Should().Be(42);
        process.Output.Trim().Should().Be("A setting is wrong. Tpt:Service:ClassLists has a class that occurs twice: 'banana' is food:0 and food:3. Leave one out, or give it another name. Lists of several sources of settings are merged by index.");
    }

    [Theory]
    [InlineData("--Tpt:Nonsense=1", "Tpt:Nonsense ('1'): there is no such setting.")]
    [InlineData("--Tpt:Views:Cuont=1", "Tpt:Views:Cuont ('1'): there is no such setting.")]
    [InlineData("--Tpt:Service:QueueCapacity=0", "Tpt:Service:QueueCapacity is 0")]
    [InlineData("--Tpt:Service:QueueCapacity=abc", "Tpt:Service:QueueCapacity is 'abc'; it must be a whole number.")]
    [InlineData("--Tpt:Views:Count=abc", "Tpt:Views:Count is 'abc'; it must be a whole number.")]
    [InlineData("--Tpt:Method=foo", "Tpt:Method is 'foo'")]
    [InlineData("--Limits:BatchPictures=0", "Limits:BatchPictures is '0'; it must be from 1 to 1000.")]
    [InlineData("--Limits:ShutdownSeconds=abc", "Limits:ShutdownSeconds is 'abc'; it must be a whole number.")]
    [InlineData("--Telemetry:Exporter=foo", "Telemetry:Exporter is 'foo'; it must be none, console or otlp.")]
    [InlineData("--Tpt:Views=32", "Tpt:Views is '32', but it is a group of settings: write Tpt:Views:<name>=<value>.")]
    [InlineData("--Tpt:Service:ClassLists=food", "Tpt:Service:ClassLists is 'food', but it is a group of settings")]
    [InlineData("--Tpt:ClassNames=banana", "Tpt:ClassNames is 'banana'; it must be a list: write Tpt:ClassNames:0, Tpt:ClassNames:1 and so on.")]
    [InlineData("--Tpt:Service:ClassLists:mine=banana", "Tpt:Service:ClassLists:mine is 'banana'; it must be a list")]
    [InlineData("--Telemetry:Exportr=otlp", "Telemetry:Exportr ('otlp'): there is no such setting.")]
    public async Task Start_SettingThatIsWrong_EndsWith42AndOneLine(string setting, string message)
    {
        using var process = await ServiceProcess.StartAsync(setting);

        (await process.ExitAsync()).Should().Be(42);
        process.Output.Trim().Should().StartWith("A setting is wrong. ").And.Contain(message).And.NotContain("BinderOptions").And.NotContain("\n");
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("http://localhost:80x")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1:5000")]
    [InlineData("http://127.0.0.1:5000/path")]
    public async Task Start_AddressThatIsNone_EndsWith42AndOneLine(string url)
    {
        using var process = await ServiceProcess.StartAsync($"--urls={url}");

        (await process.ExitAsync()).Should().Be(42);
        process.Errors.Should().ContainSingle().Which.Should().Contain($"'{url}'").And.Contain("--urls").And.Contain("write http://host:port");
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_EndsWith42AndOneLine()
    {
        // Of the block that documents use: no machine has it.
        using var process = await ServiceProcess.StartAsync("--urls=http://192.0.2.1:5000");

        (await process.ExitAsync()).Should().Be(42);
        process.Errors.Should().ContainSingle().Which.Should().Contain("'http://192.0.2.1:5000'").And.Contain("--urls").And.Contain("Choose another address");
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("nonsense")]
    public async Task Start_EndpointOfKestrelThatIsNone_EndsWith42AndOneLine(string url)
    {
        using var process = await ServiceProcess.StartAsync($"--Kestrel:Endpoints:Http:Url={url}");

        (await process.ExitAsync()).Should().Be(42);
        process.Errors.Should().ContainSingle().Which.Should().Contain($"'{url}' (Kestrel:Endpoints in the settings)");
    }

    [Fact]
    public async Task Start_PortInUse_EndsWith1AndOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";

        using var process = await ServiceProcess.StartAsync($"--urls={url}");

        (await process.ExitAsync()).Should().Be(1);
        process.Errors.Should().ContainSingle().Which.Should().Contain($"'{url}'").And.Contain("--urls").And.Contain("address already in use").And.Contain("choose another one");
        process.Output.Should().NotContain("   at ", "a stack trace helps nobody here");
    }

    [Theory]
    [InlineData("{ \"Tpt\": { \"Views\": { \"Count\": 20, } } } }", "'}'")]
    [InlineData("{ \"Tpt\": nonsense }", "'nonsense }'")]
    [InlineData("[ 1 ]", "'Array' was found")]
    [InlineData("{ \"Tpt\": { \"Views\": 1, \"Views\": 2 } }", "'Tpt:Views'")]
    [InlineData("", "JSON")]
    public async Task Start_SettingsFileThatIsNone_EndsWith42AndOneLine(string content, string named)
    {
        // The program reads appsettings.json beside it, and the file of its environment in the same way.
        var environment = $"Broken{Guid.NewGuid():N}";
        var file = Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, content);
        try
        {
            using var process = await ServiceProcess.StartAsync($"--environment={environment}");

            (await process.ExitAsync()).Should().Be(42);
            process.Errors.Should().ContainSingle().Which.Should().Contain(file).And.Contain(named).And.Contain("Correct it there");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, SlowBody body)
    {
        body.Headers.ContentType = new("image/png");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/classify", UriKind.Relative)) { Content = body };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}

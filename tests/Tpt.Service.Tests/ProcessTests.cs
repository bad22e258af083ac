using System.Net;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>The program in a process of its own, as a service manager runs it. Linux only: others have no SIGTERM.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Sigterm_PicturesInWork_AnswersThemAndEndsWith0()
    {
        using var process = await ServiceProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = process.Address };
        await Eventually.Be(() => client.GetAsync(new Uri("/health/ready", UriKind.Relative)).GetAwaiter().GetResult().IsSuccessStatusCode, "a ready service");
        var requests = Enumerable.Range(0, 8).Select(i => PostAsync(client, TestPictures.Good[i % 6])).ToArray();
        await Task.WhenAny(requests);

        process.Signal("TERM");

        (await Task.WhenAll(requests)).Should().OnlyContain(status => status == HttpStatusCode.OK);
        (await process.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Start_ModelThatIsNone_EndsWith1AndSaysWhy()
    {
        using var process = await ServiceProcess.StartAsync("--Tpt:Model:Path=no-such-folder");

        (await process.ExitAsync()).Should().Be(1);
        process.Output.Should().Contain("no-such-folder");
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
    [InlineData("--Telemetry:Exportr=otlp", "Telemetry:Exportr ('otlp'): there is no such setting.")]
    public async Task Start_SettingThatIsWrong_EndsWith42AndOneLine(string setting, string message)
    {
        using var process = await ServiceProcess.StartAsync(setting);

        (await process.ExitAsync()).Should().Be(42);
        process.Output.Trim().Should().StartWith("A setting is wrong. ").And.Contain(message).And.NotContain("BinderOptions").And.NotContain("\n");
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, byte[] picture)
    {
        using var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new("image/png");
        using var response = await client.PostAsync(new Uri("/classify", UriKind.Relative), content);
        return response.StatusCode;
    }
}

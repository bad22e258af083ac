using ClassificationService.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace Tpt.Service.Tests.Support;

/// <summary>The program on this machine's loopback address, with few views.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public TptService Service => _app.Services.GetRequiredService<TptService>();

    public IServiceProvider Services => _app.Services;

    public Uri Address => Client.BaseAddress!;

    /// <param name="configure">Changes what the program registers.</param>
    /// <param name="settings">Settings as on the command line, <c>Tpt:Service:QueueCapacity=1</c>.</param>
    public static async Task<TestServer> StartAsync(Action<IServiceCollection>? configure, params string[] settings)
    {
        string[] all = ["urls=http://127.0.0.1:0", "Tpt:Views:Count=20", "Logging:LogLevel:Default=Warning", .. settings];
        var app = ServiceApplication.Create([.. all.Select(setting => $"--{setting}")], configure);
        await app.StartAsync();
        var server = new TestServer(app);
        server.Client.BaseAddress = new Uri(app.Urls.Single());
        return server;
    }

    /// <summary>One that has its model.</summary>
    public static async Task<TestServer> StartReadyAsync(params string[] settings)
    {
        var server = await StartAsync(configure: null, settings);
        await server.Service.Ready.WaitAsync(TimeSpan.FromMinutes(2));
        return server;
    }

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string path = "/classify", string? contentType = "image/png", CancellationToken cancellationToken = default)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : new(contentType);
        return await Client.PostAsync(new Uri(Address, path), content, cancellationToken);
    }

    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, byte[] File)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, file) in files)
        {
            form.Add(new ByteArrayContent(file), "image", name);
        }
        return await Client.PostAsync(new Uri(Address, path), form);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tpt.HubServer;

/// <summary>A server on the loopback that behaves like the Hugging Face hub, well and, on demand, badly.</summary>
/// <example>
/// <code>
/// await using var hub = await LocalHub.StartAsync(ServedModel.FromFolder("tpt/built-in", folder));
/// Environment.SetEnvironmentVariable("HF_ENDPOINT", hub.Address);
/// hub.Faults.Add(HubFault.Status(503), "/resolve/", times: 2);
/// </code>
/// </example>
internal sealed class LocalHub : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<HubRequest> _requests = new();

    private LocalHub(WebApplication application, string address, string storage)
        => (_application, Address, StorageAddress) = (application, address, storage);

    /// <summary>What <c>HF_ENDPOINT</c> is set to.</summary>
    public string Address { get; }

    /// <summary>Where the bytes of LFS files come from: another origin.</summary>
    public string StorageAddress { get; }

    public HubFaults Faults { get; } = new();

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    public static Task<LocalHub> StartAsync(params ServedModel[] models) => StartAsync(new LocalHubOptions(), models);

    public static async Task<LocalHub> StartAsync(LocalHubOptions options, params ServedModel[] models)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                if (options.HasUntrustedCertificate)
                {
                    listen.UseHttps(NewCertificate());
                }
            });
            kestrel.Listen(IPAddress.Loopback, options.StoragePort);
        });
        var application = builder.Build();
        LocalHub? hub = null;
        application.Use((context, next) => hub!.AnswerAsync(context, next));
        HubRoutes.Map(application, options, models, () => hub!.StorageAddress);
        await application.StartAsync();
        string[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        return hub = new LocalHub(application, addresses[0], addresses[1]);
    }

    /// <summary>Ends when the process is asked to, by Ctrl+C or SIGTERM.</summary>
    public Task WaitAsync() => _application.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        _requests.Enqueue(new HubRequest(
            request.Method, request.Path.StartsWithSegments("/storage", StringComparison.Ordinal), path, Header("Authorization"), Header("Range"), Header("If-Range")));
        if (Faults.Take(request) is { } fault)
        {
            await fault.Answer(context, () => next(context));
            return;
        }

        await next(context);

        string? Header(string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // Windows' TLS wants a key that was stored once.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Globalization;
using ClassificationService.Endpoints;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace ClassificationService.Hosting;

/// <summary>Puts the program together.</summary>
internal static class ServiceApplication
{
    /// <summary>What a multipart body has around its files.</summary>
    public const int MultipartOverhead = 64 << 10;

    /// <summary>How long a body may come slower than <see cref="ServiceLimits.MinBytesPerSecond"/>.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    /// <param name="args">The command line: settings as <c>--Tpt:Views:Count=32</c>.</param>
    /// <param name="configure">Changes what the program registers.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        // The program says why it does not start, in one line. The host would add a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddTestTimePromptTuning(builder.Configuration.GetSection("Tpt"));
        builder.AddSection<ServiceLimits>("Limits");
        builder.AddSection<TelemetryOptions>("Telemetry");
        // The host and its server ask for these while they are built, before the sections are checked: a wrong value is found by that check.
        var limits = new ServiceLimits();
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) => host.ShutdownTimeout = TimeSpan.FromSeconds(Limit(configuration, nameof(limits.ShutdownSeconds), limits.ShutdownSeconds)));
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>((server, configuration) => server.Limits.MinRequestBodyDataRate = new MinDataRate(Limit(configuration, nameof(limits.MinBytesPerSecond), limits.MinBytesPerSecond), _grace));
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck<ModelHealth>("model");
        builder.AddTelemetry();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Problems.OfStatusAsync(context.HttpContext));
        app.UseMiddleware<SecurityHeaders>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(SamplePictures.Folder), RequestPath = "/pictures" });
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapClassify();
        app.MapBatch();
        app.MapPage();
        return app;
    }

    /// <summary>A number of <see cref="ServiceLimits"/> for those who ask while the program is put together.</summary>
    private static int Limit(IConfiguration configuration, string name, int otherwise)
        => int.TryParse(configuration[$"Limits:{name}"], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    /// <summary>A section whose keys and values are checked when the host starts.</summary>
    private static void AddSection<T>(this WebApplicationBuilder builder, string name)
        where T : class
    {
        builder.Services.AddOptions<T>().Bind(builder.Configuration.GetSection(name), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<T>>(new SectionCheck<T>(name));
    }
}

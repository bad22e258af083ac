using ClassificationService.Endpoints;
using Microsoft.Extensions.FileProviders;

namespace ClassificationService.Hosting;

/// <summary>Puts the program together.</summary>
internal static class ServiceApplication
{
    /// <summary>What a multipart body has around its files.</summary>
    public const int MultipartOverhead = 64 << 10;

    /// <param name="args">The command line: settings as <c>--Tpt:Views:Count=32</c>.</param>
    /// <param name="configure">Changes what the program registers.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddTestTimePromptTuning(builder.Configuration.GetSection("Tpt"));
        builder.Services.AddOptions<ServiceLimits>().Bind(builder.Configuration.GetSection("Limits"), binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<ServiceLimits>>((host, limits) => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.Value.ShutdownSeconds));
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck<ModelHealth>("model");
        builder.AddTelemetry();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
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
}

namespace ClassificationService.Hosting;

/// <summary>The arguments of the program: settings, and <c>--help</c>. The host passes over what it does not know.</summary>
internal static class CommandLine
{
    public const string Help = """
        Classifies pictures over HTTP until Ctrl+C or SIGTERM.

          --urls=http://localhost:5000            where it listens
          --Tpt:Model:Path=<folder|file|id>       the CLIP; without it, the built-in model
          --Tpt:Service:ClassLists:<name>:0=cat   the classes of a list, from 0 on
          --Tpt:Service:DefaultClassList=<name>   the list of requests that name none
          --Limits:BatchPictures=16               the most pictures of a request
          --Telemetry:Exporter=none               or console, or otlp
          --environment=<name>                    reads appsettings.<name>.json too

        Settings also come from appsettings.json and from the environment (Tpt__Model__Path).
        samples/ClassificationService/README.md lists all of them.
        Exit codes: 0 stopped, 1 try again, 42 mend something first.
        """;

    private static readonly string[] _help = ["--help", "-h", "-?", "/?"];

    /// <summary>The first parts of the keys that the program, its server and its host read.</summary>
    private static readonly string[] _known =
    [
        "Tpt", "Limits", "Telemetry", "Logging", "Kestrel", "AllowedHosts", "urls", "http_ports", "https_ports", "https_port", "environment", "contentRoot", "applicationName", "webRoot",
        "detailedErrors", "captureStartupErrors", "preferHostingUrls", "shutdownTimeoutSeconds", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "preventHostingStartup", "suppressStatusMessages",
    ];

    public static bool AsksForHelp(string[] args) => args.Any(_help.Contains);

    /// <summary>The first argument that sets nothing, as a sentence; <see langword="null"/> where all do.</summary>
    /// <param name="args"><c>--key=value</c>, <c>--key value</c>, and the same with <c>/</c> or, with a value in the same argument, without a prefix.</param>
    public static string? Find(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (key, hasValue) = Parse(args[i]);
            if (key is null)
            {
                return Wrong(args[i], "is no setting");
            }
            if (!IsKnown(key))
            {
                return Wrong(args[i], $"sets '{key}', which nothing reads");
            }
            if (!hasValue && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return Wrong(args[i - 1], "has no value");
            }
        }
        return null;
    }

    /// <summary>The key that an argument sets, null where it sets none, and whether the value stands in it.</summary>
    private static (string? Key, bool HasValue) Parse(string argument)
    {
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('/') ? 1 : 0;
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith('-') && prefix == 0 || (prefix == 0 && end < 0) ? (null, false)
            : end < 0 ? (argument[prefix..], false)
            : (argument[prefix..end], true);
    }

    /// <summary>OpenTelemetry reads settings of its own, <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    private static bool IsKnown(string key)
        => key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) || _known.Contains(key.Split(ConfigurationPath.KeyDelimiter)[0], StringComparer.OrdinalIgnoreCase);

    private static string Wrong(string argument, string why) => $"An argument is wrong. '{argument}' {why}; write --<setting>=<value>, such as --Tpt:Views:Count=32. --help has more.";
}

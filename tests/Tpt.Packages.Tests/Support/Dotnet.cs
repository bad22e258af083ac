using System.Diagnostics;

namespace Tpt.Packages.Tests.Support;

/// <summary>Runs the SDK and what it makes, in processes that end.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>The program that runs these tests.</summary>
    public static string Host { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")).First(File.Exists);

    /// <summary>A command of the SDK, with packages that are made or fetched here in a folder of their own.</summary>
    public static Output Run(string folder, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(Host, [.. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false"]) { WorkingDirectory = folder };
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Run(start);
    }

    /// <summary>Installs a tool, which leaves nothing in the user's folders. The installer takes no MSBuild properties, and wants a PATH.</summary>
    public static Output InstallTool(string home, params string[] arguments)
    {
        var start = Clean(home, Host, ["tool", "install", .. arguments]);
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Run(start);
    }

    /// <summary>A program with nothing in its environment, as in a container: no packages, no settings.</summary>
    public static Output RunClean(string home, string program, params string[] arguments) => Run(Clean(home, program, arguments));

    public static ProcessStartInfo Clean(string home, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = home };
        // Windows finds its own libraries by these.
        var kept = start.Environment.Where(variable => variable.Key is "SystemRoot" or "TEMP" or "TMP").ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }
        start.Environment[OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = home;
        return start;
    }

    private static Output Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end within {_patience}.");
        }
        process.WaitForExit();
        return new Output(process.ExitCode, output.Result + error.Result);
    }
}

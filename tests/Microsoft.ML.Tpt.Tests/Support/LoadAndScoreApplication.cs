using System.Diagnostics;

namespace Microsoft.ML.Tests.Support;

/// <summary>The separate application tests/Tpt.LoadAndScore, which has nothing but a reference to the library.</summary>
internal static class LoadAndScoreApplication
{
    /// <summary>Where it is built, in the configuration of these tests.</summary>
    public static string OutputFolder { get; } = AppContext.BaseDirectory.Replace("Microsoft.ML.Tpt.Tests", "Tpt.LoadAndScore", StringComparison.Ordinal);

    /// <summary>Runs it in a process of its own and gives the lines that it prints.</summary>
    public static string[] Run(string folder, string[] arguments) => Dotnet(["exec", Path.Combine(folder, "Tpt.LoadAndScore.dll"), .. arguments]);

    /// <summary>Runs it with environment variables of its own, where a value of null takes one away, and gives the lines that it prints, those on errors first.</summary>
    public static string[] Run(IReadOnlyDictionary<string, string?> variables, string[] arguments)
        => Dotnet(["exec", Path.Combine(OutputFolder, "Tpt.LoadAndScore.dll"), .. arguments], variables, withErrors: true);

    /// <summary>Starts it in a process of its own.</summary>
    public static Process Start(string folder, string[] arguments) => StartDotnet(["exec", Path.Combine(folder, "Tpt.LoadAndScore.dll"), .. arguments]);

    /// <summary>Publishes what is built. libtorch is half a gigabyte, so files are linked where the file system can.</summary>
    public static void Publish(string folder)
    {
        var configuration = new DirectoryInfo(OutputFolder).Parent!;
        Dotnet(["publish", configuration.Parent!.Parent!.FullName, "--no-build", "--configuration", configuration.Name, "--output", folder,
            "-nodeReuse:false", "-p:CreateHardLinksForPublishFilesIfPossible=true"]);
    }

    private static string[] Dotnet(string[] arguments, IReadOnlyDictionary<string, string?>? variables = null, bool withErrors = false)
    {
        using var process = StartDotnet(arguments, variables);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "{0}{1}", error.Result, output);
        return (withErrors ? error.Result + output : output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static Process StartDotnet(string[] arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }
}

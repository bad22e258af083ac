using System.Diagnostics;
using System.Reflection;
using System.Text;
using Tpt.Documentation.Tests;

namespace Tpt.Cli.Tests.Support;

/// <summary>
/// <c>tpt</c> in a process of its own, as a user runs it. A start takes a second or two: what needs no process is better tested without
/// one, such as an option that is parsed by <see cref="Commands.TptCommand.Create"/>.
/// </summary>
/// <example>
/// <code>
/// var output = await new TptProcess { Environment = { ["HF_HOME"] = folder } }.Run("predict", picture, "--classes", "cat,dog");
/// output.ShouldSucceed().Lines.Should().HaveCount(3);
/// </code>
/// </example>
internal sealed class TptProcess
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(3);

    /// <summary>As it was built, and not the copy beside these tests: they run on ASP.NET Core, and its assemblies are not copied here.</summary>
    public static string Program { get; } = typeof(TptProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Program").Value!;

    /// <summary>Variables that are set; null unsets one.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What is typed or piped into it.</summary>
    public string Input { get; init; } = "";

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Runs it to its end.</summary>
    public Task<TptOutput> Run(params string[] arguments) => Run("dotnet", [Program, .. arguments], (_, _) => Task.CompletedTask);

    /// <summary>Runs it, and sends a signal once a text is in its standard or error output. Not on Windows.</summary>
    /// <param name="signal">As <c>kill</c> calls it: INT, TERM.</param>
    /// <param name="text">The text.</param>
    /// <param name="arguments">The arguments.</param>
    public Task<TptOutput> RunAndSignal(string signal, string text, params string[] arguments) =>
        // A test host in the background may have SIGINT ignored, which its children inherit.
        Run("env", ["--default-signal=INT,TERM", "dotnet", Program, .. arguments], async (process, output) =>
        {
            await ProcessText.WaitFor(text, output, _longest);
            using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        });

    /// <summary>Runs it, and ends it by SIGKILL after a while, unless it ended before.</summary>
    public Task<TptOutput> RunAndKill(TimeSpan after, params string[] arguments) => Run("dotnet", [Program, .. arguments], async (process, _) =>
    {
        await Task.Delay(after);
        process.Kill();
    });

    /// <summary>Runs it where no file can be longer than so much: what a full disk is to a program that writes one. Not on Windows.</summary>
    public Task<TptOutput> RunOnFullDisk(int kibibytes, params string[] arguments)
    {
        // The runtime's own memory is a file to the limit.
        Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Run("bash", ["-c", FormattableString.Invariant($"trap '' XFSZ; ulimit -f {kibibytes}; exec dotnet \"$@\""), "tpt", Program, .. arguments], (_, _) => Task.CompletedTask);
    }

    /// <summary>Runs it as someone whom a file without rights stops: as root is only without its privilege to read everything. Not on Windows.</summary>
    public Task<TptOutput> RunWithoutPrivileges(params string[] arguments) => System.Environment.IsPrivilegedProcess
        ? Run("setpriv", ["--bounding-set=-dac_override,-dac_read_search", "dotnet", Program, .. arguments], (_, _) => Task.CompletedTask)
        : Run(arguments);

    /// <summary>Runs it with its standard output in the pipe of a shell command, such as <c>head -1</c>. The exit code is its own, and not that of the pipe. Not on Windows.</summary>
    public Task<TptOutput> RunPipedInto(string shellCommand, params string[] arguments) =>
        Run("bash", ["-c", $"dotnet \"$@\" | {shellCommand}; exit ${{PIPESTATUS[0]}}", "tpt", Program, .. arguments], (_, _) => Task.CompletedTask);

    /// <summary>Runs it with a redirection of the shell, such as <c>2>&amp;-</c>. Not on Windows.</summary>
    public Task<TptOutput> RunRedirected(string redirection, params string[] arguments) =>
        Run("bash", ["-c", $"dotnet \"$@\" {redirection}", "tpt", Program, .. arguments], (_, _) => Task.CompletedTask);

    private async Task<TptOutput> Run(string program, string[] arguments, Func<Process, Func<string>, Task> during)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = WorkingDirectory,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var (output, error) = (new ProcessText(), new ProcessText());
        var reading = Task.WhenAll(output.ReadAsync(process.StandardOutput), error.ReadAsync(process.StandardError));
        try
        {
            await process.StandardInput.WriteAsync(Input);
            process.StandardInput.Close();
            await during(process, () => $"{output}{error}").WaitAsync(_longest);
            await process.WaitForExitAsync().WaitAsync(_longest);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        await reading;
        return new TptOutput(process.ExitCode, output.ToString(), error.ToString());
    }
}

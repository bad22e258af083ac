using System.Diagnostics;
using System.Text;

namespace Tpt.Documentation.Tests;

/// <summary>The sample in a process of its own, as a user runs it.</summary>
internal static class SampleProcess
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "ModelBuilderStyle.dll");

    /// <summary>Runs it with redirected output.</summary>
    public static Task<SampleOutput> Run(params string[] arguments) => Run("dotnet", [Program, .. arguments], (_, _) => Task.CompletedTask);

    /// <summary>Runs the copy of it in another folder.</summary>
    public static Task<SampleOutput> RunIn(string folder) => Run("dotnet", [Path.Combine(folder, Path.GetFileName(Program))], (_, _) => Task.CompletedTask);

    /// <summary>Runs it with redirected output and sends SIGINT once a text is in the output. Linux only.</summary>
    public static Task<SampleOutput> RunAndInterrupt(string text, params string[] arguments) =>
        // A test host in the background may have SIGINT ignored, which its children inherit.
        Run("env", ["--default-signal=INT", "dotnet", Program, .. arguments], async (process, output) =>
        {
            await ProcessText.WaitFor(text, output, _longest);
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        });

    /// <summary>Runs it in a terminal of 80 columns, with standard output and error both there. Linux only.</summary>
    /// <param name="environment">Variables, as the shell sets them.</param>
    /// <param name="typesAt">A text at which Ctrl+C is typed; <see langword="null"/>: never.</param>
    /// <param name="arguments">The arguments.</param>
    public static Task<SampleOutput> RunInTerminal(string environment, string? typesAt, params string[] arguments)
    {
        var command = $"stty cols 80 rows 25; exec env --default-signal=INT {environment} dotnet {string.Join(' ', arguments.Prepend(Program).Select(argument => $"'{argument}'"))}";
        return Run("script", ["-qec", command, "/dev/null"], async (process, output) =>
        {
            if (typesAt is null)
            {
                return;
            }
            await ProcessText.WaitFor(typesAt, output, _longest);
            await process.StandardInput.WriteAsync('\x03');
            await process.StandardInput.FlushAsync();
        });
    }

    private static async Task<SampleOutput> Run(string program, string[] arguments, Func<Process, Func<string>, Task> during)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["SHELL"] = "/bin/sh";
        using var process = Process.Start(start)!;
        var output = new ProcessText();
        var (reading, error) = (output.ReadAsync(process.StandardOutput), process.StandardError.ReadToEndAsync());
        try
        {
            await during(process, () => output.ToString()).WaitAsync(_longest);
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
        return new SampleOutput(process.ExitCode, output.ToString(), (await error).Trim());
    }
}

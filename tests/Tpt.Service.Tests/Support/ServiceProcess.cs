using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Service.Tests.Support;

/// <summary>The program in a process of its own.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private ServiceProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>What it wrote so far.</summary>
    public string Output => string.Join('\n', _lines);

    public static async Task<ServiceProcess> StartAsync(params string[] arguments)
    {
        string[] all = ["exec", Path.Combine(AppContext.BaseDirectory, "ClassificationService.dll"), "--urls=http://127.0.0.1:0", "--Tpt:Views:Count=20", .. arguments];
        var process = Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var result = new ServiceProcess(process);
        process.OutputDataReceived += (_, line) => result._lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => result._lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Be(() => Listening().IsMatch(result.Output) || process.HasExited, "the service's address");
        if (Listening().Match(result.Output) is { Success: true } match)
        {
            result.Address = new Uri(match.Groups[1].Value);
        }
        return result;
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s]+)")]
    private static partial Regex Listening();
}

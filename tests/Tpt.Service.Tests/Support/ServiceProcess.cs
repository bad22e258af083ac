using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Tpt.Service.Tests.Support;

/// <summary>The program in a process of its own.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];

    private ServiceProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>What it wrote so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The lines that it wrote on standard error.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public static async Task<ServiceProcess> StartAsync(params string[] arguments)
    {
        string[] all = ["exec", Path.Combine(AppContext.BaseDirectory, "ClassificationService.dll"), "--urls=http://127.0.0.1:0", "--Tpt:Views:Count=20", .. arguments];
        var process = Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var result = new ServiceProcess(process);
        process.OutputDataReceived += (_, line) => result._lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) =>
        {
            result._lines.Enqueue(line.Data ?? "");
            if (line.Data is { } text)
            {
                result._errors.Enqueue(text);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Be(() => Listening().IsMatch(result.Output) || process.HasExited, "the service's address");
        if (Listening().Match(result.Output) is { Success: true } match)
        {
            result.Address = new Uri(match.Groups[1].Value);
        }
        return result;
    }

    /// <summary>One that has its model.</summary>
    public static async Task<ServiceProcess> StartReadyAsync()
    {
        var process = await StartAsync();
        using var client = new HttpClient { BaseAddress = process.Address };
        await Eventually.Be(async () =>
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }, "a ready service");
        return process;
    }

    /// <summary>Waits until it takes no new connections: it lets nothing more in from before then.</summary>
    public Task RefusesConnectionsAsync() => Eventually.Be(async () =>
    {
        try
        {
            using var connection = await RawConnection.OpenAsync(Address);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }, "the end of new connections");

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

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Benchmarks.Service;

/// <summary>samples/ClassificationService in a process of its own.</summary>
internal sealed partial class ServedProcess : IDisposable
{
    private readonly Process _process;

    private ServedProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>What is resident now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="classNames">The classes.</param>
    /// <param name="queueCapacity">How many pictures are let in.</param>
    public static async Task<ServedProcess> StartAsync(IReadOnlyList<string> classNames, int queueCapacity)
    {
        string[] arguments =
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "ClassificationService.dll"), "--urls=http://127.0.0.1:0", "--Tpt:Service:DefaultClassList=load",
            string.Create(CultureInfo.InvariantCulture, $"--Tpt:Service:QueueCapacity={queueCapacity}"),
            .. classNames.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"--Tpt:Service:ClassLists:load:{i}={name}")),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServedProcess(process, new Uri(match.Groups[1].Value));
            }
        }
        throw new InvalidOperationException("The service did not start.");
    }

    /// <summary>Asks it to end, and waits for that.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
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

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Tpt.Fuzz.Supervision;

/// <summary>A worker as its parent sees it: it is given commands, watched and, where it hangs or grows, killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string StatusFile = "status";

    /// <summary>The parent kills what grows beyond the bound by this factor of the limit; what lies between, the worker reports itself.</summary>
    private const double KillFactor = 0.25;

    /// <summary>Stands for the end of the worker's output among its lines.</summary>
    private const string End = "end";

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(2);

    private readonly TargetDefinition _target;
    private readonly string _folder = Directory.CreateTempSubdirectory("tpt-fuzz-").FullName;
    private readonly BlockingCollection<string> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Process _process;
    private bool _started;

    public WorkerProcess(TargetDefinition target, ulong seed)
    {
        _target = target;
        Status = new WorkerStatus(Path.Combine(_folder, StatusFile));
        var start = ThisProgram("worker", target.Name, seed.ToString(CultureInfo.InvariantCulture), _folder);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (target.Threads > 0)
        {
            start.Environment["OMP_NUM_THREADS"] = target.Threads.ToString(CultureInfo.InvariantCulture);
        }
        if (target.Optimised)
        {
            start.Environment["DOTNET_TieredCompilation"] = "0";
        }
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _lines.Add(line.Data ?? End);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public WorkerStatus Status { get; }

    /// <summary>This program again, with the given arguments.</summary>
    public static ProcessStartInfo ThisProgram(params string[] arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? Environment.ProcessPath! : "dotnet";
        return new ProcessStartInfo(host, ["exec", typeof(WorkerProcess).Assembly.Location, .. arguments]);
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="found">Hears each finding, and the one that ended the worker last.</param>
    /// <returns>Whether the worker is still there.</returns>
    public bool Execute(string command, Action<Finding> found)
    {
        var end = (_started ? null : Await(_startLimit, found)) ?? Send(command) ?? Await(_target.TimeLimit, found);
        _started = true;
        if (end is null)
        {
            return true;
        }
        var memory = MemoryWatch.Of(_process.Id);
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        found(new Finding(Status.Index, Status.Kind, $"{end}: {Status.Kind}", $"{end}: exit code {_process.ExitCode}, {memory / 1e6:0} MB resident\n{string.Join('\n', _errors.TakeLast(40))}"));
        return false;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.WaitForExit();
        _process.Dispose();
        Status.Dispose();
        _lines.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string? Send(string command)
    {
        try
        {
            _process.StandardInput.WriteLine(command);
            return null;
        }
        catch (IOException)
        {
            return Finding.Died;
        }
    }

    /// <summary>Waits for the end of a command, and gives what the worker is to be ended for, or <see langword="null"/>.</summary>
    private string? Await(TimeSpan limit, Action<Finding> found)
    {
        var clock = Stopwatch.StartNew();
        var progress = Status.Progress;
        while (true)
        {
            if (_lines.TryTake(out var line, _poll))
            {
                if (line.Length == 0)
                {
                    return null;
                }
                if (line == End)
                {
                    _process.WaitForExit();
                    return Finding.Died;
                }
                found(JsonSerializer.Deserialize<Finding>(line)!);
            }
            if (Status.Progress != progress)
            {
                (progress, limit) = (Status.Progress, _target.TimeLimit);
                clock.Restart();
            }
            if (clock.Elapsed > limit)
            {
                return Finding.TooSlow;
            }
            if (Status.MemoryBound is > 0 and var bound && MemoryWatch.Of(_process.Id) > bound + (KillFactor * _target.MemoryLimit))
            {
                return Finding.TooLarge;
            }
        }
    }
}

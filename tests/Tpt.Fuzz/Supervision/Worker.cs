using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Supervision;

/// <summary>
/// The child process of one target. It reads commands from standard input: <c>range from to seconds</c> runs inputs by number,
/// <c>file path</c> runs a file, <c>write index path</c> writes an input to a file, with its kind at the end of the name. Each
/// finding is a line of JSON on standard output, and an empty line is the end of a command.
/// </summary>
internal sealed class Worker(TargetDefinition definition, IFuzzTarget target, ulong seed, string folder, WorkerStatus status)
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public static int Run(string name, ulong seed, string folder)
    {
        var definition = TargetCatalog.Find(name);
        using var status = new WorkerStatus(Path.Combine(folder, WorkerProcess.StatusFile));
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        using var target = definition.Create(files);
        using var commands = new BlockingCollection<string>();
        var reading = new Thread(() => Read(commands, folder)) { IsBackground = true };
        reading.Start();
        new Worker(definition, target, seed, files, status).Serve(commands);
        return 0;
    }

    /// <summary>Reads commands. Where there will be no more, the parent is gone, and this process ends, whatever it is doing.</summary>
    private static void Read(BlockingCollection<string> commands, string folder)
    {
        while (Console.ReadLine() is { } command)
        {
            commands.Add(command);
        }
        Directory.Delete(folder, recursive: true);
        Environment.Exit(0);
    }

    private void Serve(BlockingCollection<string> commands)
    {
        Console.WriteLine();
        foreach (var command in commands.GetConsumingEnumerable())
        {
            switch (command.Split(' ', 2) is [var verb, var rest] ? (verb, rest.Split(' ')) : default)
            {
                case ("range", [var from, var to, var seconds]):
                    RunRange(Number(from), Number(to), TimeSpan.FromSeconds(Number(seconds)));
                    break;
                case ("write", [var index, ..]):
                    Write(Number(index), command.Split(' ', 3)[2]);
                    break;
                case ("file", _):
                    _reported.Clear();
                    Array.ForEach(FuzzInput.FromFile(command.Split(' ', 2)[1], target.Kinds), input => RunOne(0, () => input));
                    break;
                default:
                    throw new InvalidOperationException($"'{command}' is no command.");
            }
            Console.WriteLine();
        }
    }

    private void RunRange(long from, long to, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        for (var index = from; index < to && clock.Elapsed < time; index++)
        {
            var number = index;
            RunOne(number, () => Create(number));
        }
    }

    private FuzzInput Create(long index) => target.Create(Pcg.Of(definition.Name, seed, index));

    private void Write(long index, string path)
    {
        var input = Create(index);
        File.WriteAllBytes($"{path}.{input.Kind}", input.Bytes);
    }

    private void RunOne(long index, Func<FuzzInput> create)
    {
        status.Index = index;       // announced before anything happens
        var input = create();
        status.Kind = input.Kind;
        var before = MemoryWatch.Reset();
        status.MemoryBound = before + input.Bytes.Length + definition.MemoryLimit;
        status.Progress++;
        var clock = Stopwatch.StartNew();
        Exception? error = null;
        var accepted = false;
        try
        {
            accepted = target.Run(input);
        }
#pragma warning disable CA1031 // what is thrown is what is examined
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }
        var elapsed = clock.Elapsed;
        var growth = MemoryWatch.Peak() - before - input.Bytes.Length;
        status.Progress++;
        status.MemoryBound = 0;
        status.Inputs++;
        if (Judge(index, input, error, elapsed, growth) is { } finding)
        {
            if (growth > definition.MemoryLimit)
            {
                // What this input took and left is not to be there for the next one to take without growing.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
            Report(finding);
            return;
        }
        status.WorstMicroseconds = Math.Max(status.WorstMicroseconds, (long)elapsed.TotalMicroseconds);
        status.WorstGrowth = Math.Max(status.WorstGrowth, growth);
        if (accepted)
        {
            status.Accepted++;
        }
        else
        {
            status.Refused++;
        }
    }

    private Finding? Judge(long index, FuzzInput input, Exception? error, TimeSpan elapsed, long growth)
    {
        if (error is not null && (error is WrongResultException ? "wrong result" : Oracle.Complaint(definition, folder, error)) is { } complaint)
        {
            return new Finding(index, input.Kind, Oracle.Signature(complaint, error), $"{complaint}\n{error}");
        }
        if (elapsed > definition.TimeLimit)
        {
            return new Finding(index, input.Kind, $"{Finding.TooSlow}: {input.Kind}", $"it took {elapsed.TotalSeconds:0.0} s; {definition.TimeLimit.TotalSeconds:0} s are allowed");
        }
        return growth > definition.MemoryLimit
            ? new Finding(index, input.Kind, $"{Finding.TooLarge}: {input.Kind}", $"memory grew by {growth / 1e6:0} MB beyond the {input.Bytes.Length} bytes of the input; {definition.MemoryLimit / 1e6:0} MB are allowed")
            : null;
    }

    private void Report(Finding finding)
    {
        if (_reported.Add(finding.Signature))
        {
            Console.WriteLine(JsonSerializer.Serialize(finding));
        }
        else
        {
            status.Repeated++;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

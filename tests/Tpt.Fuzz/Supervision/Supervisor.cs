using System.Diagnostics;

namespace Tpt.Fuzz.Supervision;

/// <summary>Runs a target's inputs in worker processes, one after the other; where an input ends one, another goes on behind it.</summary>
internal sealed class Supervisor(TargetDefinition target, ulong seed, string keepFolder, Action<string> log)
{
    /// <summary>A target with so many findings, or workers that were ended, is broken enough: it stops.</summary>
    private const int MaxFindings = 20;

    /// <summary>Of findings that may have several causes, so many are kept for each kind of input.</summary>
    private const int KeptOfProcess = 3;

    private readonly TargetResult _result = new(target.Name);
    private readonly List<Finding> _new = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private int _ended;

    public TargetResult Run(long inputs, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        for (long next = 0; next < inputs && clock.Elapsed < time && Math.Max(_result.Findings.Count, _ended) < MaxFindings;)
        {
            using var worker = new WorkerProcess(target, seed);
            var seconds = (long)Math.Min(Math.Ceiling((time - clock.Elapsed).TotalSeconds), int.MaxValue);
            var lives = worker.Execute($"range {next} {inputs} {seconds}", Hear);
            _result.Add(worker.Status, ended: !lives);
            next = lives ? inputs : worker.Status.Index + 1;
            _ended += lives ? 0 : 1;
            clock.Stop();
            _new.ForEach(Keep);
            _new.Clear();
            clock.Start();
        }
        _result.Elapsed = clock.Elapsed;
        return _result;
    }

    /// <summary>Runs the input in a file.</summary>
    public TargetResult Replay(string file)
    {
        using var worker = new WorkerProcess(target, seed);
        var lives = worker.Execute($"file {Path.GetFullPath(file)}", finding =>
        {
            _result.Add(finding);
            log(finding.Text);
        });
        _result.Add(worker.Status, ended: !lives);
        return _result;
    }

    private void Hear(Finding finding)
    {
        var count = _known[finding.Signature] = _known.GetValueOrDefault(finding.Signature) + 1;
        if (count <= (finding.IsOfProcess ? KeptOfProcess : 1))
        {
            _new.Add(finding);
        }
        else
        {
            _result.Repeated++;
        }
    }

    private void Keep(Finding finding)
    {
        using var shrinker = new Shrinker(target, seed, finding);
        var smallest = shrinker.Shrink();
        if (!shrinker.Repeats && finding.NeedsConfirmation)
        {
            _known[finding.Signature]--;
            _result.Unconfirmed++;
            return;
        }
        if (shrinker.Signature != finding.Signature && !_known.TryAdd(shrinker.Signature, 1))
        {
            _result.Repeated++;
            return;
        }
        _result.Add(finding);
        Directory.CreateDirectory(keepFolder);
        var path = Path.Combine(keepFolder, $"{target.Name}-{seed}-{finding.Index}.{smallest.Kind}");
        File.WriteAllBytes(path, smallest.Bytes);
        var repeats = shrinker.Repeats ? "" : " (it did not do so again in a process of its own)";
        File.WriteAllText($"{path}.txt", $"{target.Name}, seed {seed}, input {finding.Index}{repeats}\n{finding.Text}\n");
        log($"{target.Name}: input {finding.Index}: {finding.Signature}{repeats}; {smallest.Bytes.Length} bytes kept as {path}");
    }
}

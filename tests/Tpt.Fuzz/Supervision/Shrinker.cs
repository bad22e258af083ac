using System.Diagnostics;

namespace Tpt.Fuzz.Supervision;

/// <summary>
/// Makes a failing input smaller while it fails the same way: parts are removed, then set to zero, half of the input first,
/// single bytes last. Every try runs in a worker.
/// </summary>
internal sealed class Shrinker(TargetDefinition target, ulong seed, Finding finding) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpt-fuzz-").FullName;
    private WorkerProcess? _worker;

    /// <summary>How the input fails in another process: by the same complaint, but code that was optimised otherwise can show another place.</summary>
    public string Signature { get; private set; } = finding.Signature;

    /// <summary>Whether the input as it was found fails in another process too.</summary>
    public bool Repeats { get; private set; }

    /// <summary>The smallest input that fails the same way; the one that was found, where that does not do so again.</summary>
    public FuzzInput Shrink()
    {
        var input = Regenerate();
        var repeated = Signatures(input).Find(signature => Complaint(signature) == Complaint(finding.Signature));
        (Repeats, Signature) = (repeated is not null, repeated ?? finding.Signature);
        if (!Repeats || !target.Shrinks)
        {
            return input;
        }
        var clock = Stopwatch.StartNew();
        foreach (var edit in new Func<byte[], int, int, byte[]>[] { Remove, Clear })
        {
            for (var size = Math.Max(1, input.Bytes.Length / 2); size >= 1; size /= 2)
            {
                // From the end, since an input that is cut often fails the same way.
                for (var start = input.Bytes.Length - size; start >= 0 && clock.Elapsed < target.ShrinkTime; start -= size)
                {
                    var smaller = input with { Bytes = edit(input.Bytes, start, size) };
                    if (!smaller.Bytes.AsSpan().SequenceEqual(input.Bytes) && Fails(smaller))
                    {
                        input = smaller;
                        start = Math.Min(start, input.Bytes.Length);
                    }
                }
            }
        }
        return input;
    }

    public void Dispose()
    {
        _worker?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Remove(byte[] bytes, int start, int count) => [.. bytes[..start], .. bytes[(start + count)..]];

    private static byte[] Clear(byte[] bytes, int start, int count)
    {
        var cleared = bytes.ToArray();
        cleared.AsSpan(start, count).Clear();
        return cleared;
    }

    private FuzzInput Regenerate()
    {
        Execute($"write {finding.Index} {Path.Combine(_folder, "input")}", _ => { });
        var file = Directory.GetFiles(_folder).FirstOrDefault() ?? throw new InvalidOperationException($"Input {finding.Index} of {target.Name} cannot be made, which is this tool's fault: {finding.Text}");
        return new FuzzInput(Path.GetFileName(file)["input.".Length..], File.ReadAllBytes(file));
    }

    private bool Fails(FuzzInput input) => Signatures(input).Contains(Signature);

    private List<string> Signatures(FuzzInput input)
    {
        var file = Path.Combine(_folder, $"try.{input.Kind}");
        File.WriteAllBytes(file, input.Bytes);
        var signatures = new List<string>();
        Execute($"file {file}", found => signatures.Add(found.Signature));
        return signatures;
    }

    private static string Complaint(string signature) => signature.Split(Oracle.Place)[0];

    private void Execute(string command, Action<Finding> found)
    {
        _worker ??= new WorkerProcess(target, seed);
        if (!_worker.Execute(command, found))
        {
            _worker.Dispose();
            _worker = null;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;
using Tpt.Fuzz.Supervision;

namespace Tpt.Fuzz.Targets;

/// <summary>What goes wrong around the library: a process that is killed while it saves, a full disk, weights that shrink while they are read, a damaged cache.</summary>
internal sealed partial class FaultsTarget : IFuzzTarget
{
    private const string Kill = "kill";
    private const string FullDisk = "full-disk";
    private const string Shorten = "shorten";
    private const string Cache = "cache";
    private const int Loaders = 8;

    private readonly MLContext _context = new(1);
    private readonly string _folder;
    private readonly string _modelPath;
    private readonly string _cache;
    private readonly byte[] _weights;
    private readonly byte[] _saved;
    private readonly LoadedModel _right;

    public FaultsTarget(string folder)
    {
        _folder = folder;
        _cache = Path.Combine(folder, "cache");
        Environment.SetEnvironmentVariable("TPT_MODEL_CACHE", _cache);
        _modelPath = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _weights = File.ReadAllBytes(WeightsPath);
        var options = RowScoring.Options(_modelPath);
        options.ModelStorage = TptModelStorage.Embed;
        var rows = _context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(rows);
        using var zip = new MemoryStream();
        _context.Model.Save(transformer, rows.Schema, zip);
        _saved = zip.ToArray();
        _right = LoadedModel.From(_context, new MemoryStream(_saved));
    }

    public IReadOnlyList<string> Kinds { get; } = OperatingSystem.IsWindows() ? [Kill, Cache] : [Kill, FullDisk, Shorten, Cache];

    private string WeightsPath => Path.Combine(_modelPath, "model.safetensors");

    public FuzzInput Create(Pcg random) => new(random.Pick(Kinds), random.Bytes(8));

    public bool Run(FuzzInput input)
    {
        var random = Pcg.Of(input.Kind, BitConverter.ToUInt64([.. input.Bytes, .. new byte[8]]), 0);
        switch (input.Kind)
        {
            case Kill:
                KillWhileSaving(random);
                break;
            case FullDisk:
                SaveToFullDisk(random);
                break;
            case Shorten:
                ShortenWhileLoading(random);
                break;
            default:
                LoadFromDamagedCache(random);
                break;
        }
        return true;
    }

    public void Dispose()
    {
    }

    private void KillWhileSaving(Pcg random)
    {
        var path = Path.Combine(_folder, "killed.zip");
        using var child = StartSaving(path, limit: 0);
        RequireLine(child, "saved");
        Thread.Sleep(random.Below(300));
        child.Kill();
        child.WaitForExit();
        RequireWhole(path, "was being saved when the process was killed");
    }

    private void SaveToFullDisk(Pcg random)
    {
        var path = Path.Combine(_folder, "full.zip");
        using var child = StartSaving(path, limit: 1 + random.Below(_weights.Length / 2));
        RequireLine(child, "refused");
        child.WaitForExit();
        RequireWhole(path, "was being saved when the disk was full");
    }

    private void ShortenWhileLoading(Pcg random)
    {
        using var start = new Barrier(2);
        var (delay, length) = (random.Below(4000), random.Below(_weights.Length));
        var shortening = new Thread(() =>
        {
            start.SignalAndWait();
            Thread.SpinWait(10 * delay);
            _ = Truncate(WeightsPath, length);
        });
        shortening.Start();
        try
        {
            start.SignalAndWait();
            Oracle.CheckScores(CheckpointEntry.LoadAndScore(_modelPath));
        }
        finally
        {
            shortening.Join();
            File.WriteAllBytes(WeightsPath, _weights);
        }
    }

    private void LoadFromDamagedCache(Pcg random)
    {
        var files = Directory.GetFiles(_cache, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        for (var count = 1 + random.Below(2); count > 0 && files.Length > 0; count--)
        {
            var file = random.Pick(files);
            if (random.OneIn(3))
            {
                File.Delete(file);
            }
            else if (File.Exists(file))
            {
                File.WriteAllBytes(file, ByteMutation.Mutate(File.ReadAllBytes(file), random));
            }
        }
        try
        {
            Parallel.For(0, Loaders, new ParallelOptions { MaxDegreeOfParallelism = Loaders }, _ => LoadedModel.From(_context, new MemoryStream(_saved)).CheckSame(_right));
        }
        catch (AggregateException exception)
        {
            throw new WrongResultException($"a damaged cache is not repaired for all of {Loaders} loaders: {Oracle.Unwrap(exception.InnerExceptions[0])}");
        }
    }

    private Process StartSaving(string path, long limit)
    {
        var start = WorkerProcess.ThisProgram("save-loop", _modelPath, path, limit.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardOutput = true;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";      // the compiler's own memory is a file to the system
        return Process.Start(start)!;
    }

    /// <exception cref="WrongResultException">The child says something else, or ends.</exception>
    private static void RequireLine(Process child, string start)
    {
        var line = child.StandardOutput.ReadLine();
        if (line?.StartsWith(start, StringComparison.Ordinal) != true)
        {
            child.WaitForExit();
            throw new WrongResultException($"the process that saves said '{line}' in place of '{start}', exit code {child.ExitCode}");
        }
    }

    /// <exception cref="WrongResultException">The file is neither of the models.</exception>
    private void RequireWhole(string path, string what)
    {
        try
        {
            using var file = File.OpenRead(path);
            var names = LoadedModel.From(_context, file).ClassNames;
            if (!SaveLoop.Classes.Any(names.SequenceEqual))
            {
                throw new WrongResultException($"the file that {what} has classes {string.Join(", ", names.Take(5))}");
            }
        }
        catch (Exception exception) when (exception is not WrongResultException)
        {
            throw new WrongResultException($"the file that {what} is broken: {Oracle.Unwrap(exception).GetType().Name}");
        }
    }

    [LibraryImport("libc", EntryPoint = "truncate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Truncate(string path, long length);
}

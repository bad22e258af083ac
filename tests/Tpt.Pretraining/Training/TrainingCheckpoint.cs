using System.Globalization;
using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Pretraining.Export;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// All that a training run needs to go on: weights, the optimiser's state, averages as named tensors; seed and counters as
/// numbers. A folder keeps the newest one, as <c>checkpoint-N</c> with N growing from save to save.
/// </summary>
internal sealed class TrainingCheckpoint : IDisposable
{
    private const string Prefix = "checkpoint-";
    private const string PartialSuffix = ".partial";
    private const string TensorsFile = "tensors.safetensors";
    private const string NumbersFile = "numbers.json";

    private TrainingCheckpoint(int step, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, double> numbers)
        => (Step, Tensors, Numbers) = (step, tensors, numbers);

    /// <summary>How many steps were done.</summary>
    public int Step { get; }

    /// <summary>On the CPU, bit for bit and in the dtype they were saved in; freed with the checkpoint.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    public IReadOnlyDictionary<string, double> Numbers { get; }

    /// <summary>
    /// Saves a checkpoint and then deletes the one before. It is written under another name and renamed when it is whole, so
    /// that an interruption at any moment leaves a whole checkpoint.
    /// </summary>
    /// <param name="folder">Made if it is not there; only folders named <c>checkpoint-...</c> in it are touched.</param>
    /// <param name="step">How many steps were done.</param>
    /// <param name="tensors">On any device.</param>
    /// <param name="numbers">Finite.</param>
    public static void Save(string folder, int step, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, double> numbers)
    {
        Directory.CreateDirectory(folder);
        DeletePartial(folder);
        var older = Checkpoints(folder).ToArray();
        var path = Path.Combine(folder, $"{Prefix}{older.Select(c => c.Number).DefaultIfEmpty().Max() + 1}");
        var partial = path + PartialSuffix;
        Directory.CreateDirectory(partial);
        SafetensorsWriter.Write(Path.Combine(partial, TensorsFile), tensors);
        ReplacedFile.WriteJson(Path.Combine(partial, NumbersFile), new Contents(step, numbers));
        Directory.Move(partial, path);
        foreach (var (_, olderPath) in older)
        {
            // Renamed first: a half-deleted folder must not look like a checkpoint.
            Directory.Move(olderPath, olderPath + PartialSuffix);
        }
        DeletePartial(folder);
    }

    /// <summary>The newest checkpoint of a folder, or null where there is none. Dispose of it when its tensors are copied.</summary>
    /// <exception cref="InvalidDataException">The checkpoint's files were damaged after they were written.</exception>
    public static TrainingCheckpoint? Load(string folder)
    {
        if (!Directory.Exists(folder) || Checkpoints(folder).OrderBy(c => c.Number).LastOrDefault().Path is not { } path)
        {
            return null;
        }
        var numbersFile = Path.Combine(path, NumbersFile);
        using var file = SafetensorsFile.Open(Path.Combine(path, TensorsFile));
        var (step, numbers) = ReadNumbers(numbersFile);
        return new TrainingCheckpoint(step, file.Names.ToDictionary(name => name, name => file.Read(name).DetachFromDisposeScope(), StringComparer.Ordinal), numbers);
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private static Contents ReadNumbers(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Contents>(File.ReadAllBytes(path)) is { Numbers: not null } contents
                ? contents
                : throw new InvalidDataException($"'{path}' lacks the numbers of a checkpoint; delete its folder to start afresh.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no JSON; delete its folder to start afresh.", e);
        }
    }

    private static IEnumerable<(int Number, string Path)> Checkpoints(string folder)
        => from path in Directory.EnumerateDirectories(folder, Prefix + "*")
           let number = int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0
           where number > 0
           select (number, path);

    private static void DeletePartial(string folder)
    {
        foreach (var path in Directory.GetDirectories(folder, Prefix + "*" + PartialSuffix))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private sealed record Contents(int Step, IReadOnlyDictionary<string, double> Numbers);
}

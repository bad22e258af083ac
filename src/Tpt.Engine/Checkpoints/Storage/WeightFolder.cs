using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Chooses among the files of a model's folder those that hold the weights.</summary>
internal sealed class WeightFolder
{
    private const string OpenClipConfiguration = "open_clip_config.json";
    private const string AdapterConfiguration = "adapter_config.json";

    private readonly string _folder;
    private readonly string[] _files;

    private WeightFolder(string folder)
    {
        _folder = folder;
        _files = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file of the weights, or the index of several.</summary>
    /// <remarks>
    /// The configuration that is there decides: OpenCLIP's repositories may hold another program's <c>model.safetensors</c>. Then usual names
    /// come before others, and safetensors before pickles.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There are no weights, or only those of other programs.</exception>
    /// <exception cref="InvalidDataException">It is open which of several files is meant.</exception>
    public static string Find(string folder)
    {
        var found = new WeightFolder(folder);
        var weights = Path.Combine(folder, found.Find());
        // The transformers library puts the adapter onto them where PEFT is installed, and leaves it where it is not.
        return !File.Exists(Path.Combine(folder, AdapterConfiguration)) ? weights : throw new InvalidDataException(
            $"'{folder}' has a PEFT adapter ({AdapterConfiguration}) beside its weights, which changes them: merge it, model.merge_and_unload().save_pretrained(folder) in Python, or give the path of the weights, '{weights}', to have them without it.");
    }

    private string Find()
    {
        string[] usual = File.Exists(Path.Combine(_folder, OpenClipConfiguration))
            ? [.. WeightNames.OpenClip, .. WeightNames.HuggingFace]
            : [.. WeightNames.HuggingFace, .. WeightNames.OpenClip];
        return usual.FirstOrDefault(name => File.Exists(Path.Combine(_folder, name)))
            ?? Only("variants of weights", WeightNames.IsVariant, name => name.Contains(WeightNames.Safetensors, StringComparison.Ordinal))
            ?? Only(".safetensors files", WeightNames.IsSafetensors)
            ?? Only("indexes of weights", ShardedTensors.IsIndex)
            ?? Only("variants of weights", WeightNames.IsVariant)
            ?? Only("files of weights (.bin, .pt, .pth, .ckpt)", WeightNames.IsPickle)
            ?? throw MissingWeights.In(_folder, _files);
    }

    /// <summary>The one file that all conditions hold for; null where there is none.</summary>
    private string? Only(string what, params Func<string, bool>[] conditions)
    {
        string[] names = [.. _files.Where(name => conditions.All(condition => condition(name)))];
        if (names.FirstOrDefault(WeightNames.IsPart) is { } part)
        {
            throw new InvalidDataException($"'{_folder}' has '{Excerpt.Of(part)}', one part of several, and no index of them (.index.json): fetch it too, as with 'tpt download <id>'.");
        }
        return names.Length <= 1
            ? names.FirstOrDefault()
            : throw new InvalidDataException(Invariant($"'{_folder}' has {names.Length} {what}, {Excerpt.Of(names)}: give the path of the one that is meant."));
    }
}

using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>The JSON files beside a checkpoint's weights: the whole model is loaded with them and classifies an image.</summary>
internal sealed class ConfigsTarget : IFuzzTarget
{
    /// <summary>The right content of each file, and the folder that it lies in.</summary>
    private readonly Dictionary<string, (string Folder, byte[] Right)> _files = new(StringComparer.Ordinal);

    public ConfigsTarget(string folder)
    {
        Add(TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "hf")), "config.json", "preprocessor_config.json");
        Add(TinyCheckpoint.WriteOpenClip(Path.Combine(folder, "open_clip")), "open_clip_config.json");
        Add(TinyCheckpoint.WriteSharded(Path.Combine(folder, "sharded")), "model.safetensors.index.json");
        File.WriteAllText(Path.Combine(folder, "hf", "preprocessor_config.json"), """
            {"crop_size": {"height": 16, "width": 16}, "do_center_crop": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
             "image_mean": [0.48, 0.46, 0.41], "image_std": [0.27, 0.26, 0.28], "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 16}}
            """);
        _files["preprocessor_config.json"] = (Path.Combine(folder, "hf"), File.ReadAllBytes(Path.Combine(folder, "hf", "preprocessor_config.json")));
        foreach (var (model, _) in _files.Values)
        {
            Oracle.CheckScores(CheckpointEntry.LoadAndScore(model));
        }
    }

    public IReadOnlyList<string> Kinds => [.. _files.Keys];

    public FuzzInput Create(Pcg random)
    {
        var kind = random.Pick(Kinds);
        var right = _files[kind].Right;
        return new FuzzInput(kind, random.OneIn(10) ? ByteMutation.Mutate(right, random) : JsonMutation.Mutate(right, random));
    }

    public bool Run(FuzzInput input)
    {
        var (folder, right) = _files[input.Kind];
        var path = Path.Combine(folder, input.Kind);
        File.WriteAllBytes(path, input.Bytes);
        try
        {
            Oracle.CheckScores(CheckpointEntry.LoadAndScore(folder));
            return true;
        }
        finally
        {
            File.WriteAllBytes(path, right);
        }
    }

    public void Dispose()
    {
    }

    private void Add(string folder, params string[] names) => Array.ForEach(names, name => _files[name] = (folder, File.ReadAllBytes(Path.Combine(folder, name))));
}

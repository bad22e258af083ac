using Tpt.Engine.Validation;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Says what a folder without weights holds in their place, and what to do.</summary>
internal static class MissingWeights
{
    private const string Original = "Take the checkpoint that it was made from.";

    private static readonly (string Extension, string What, string ToDo)[] _formats =
    [
        (".h5", "weights of TensorFlow", "In Python, with transformers 4: CLIPModel.from_pretrained(folder, from_tf=True).save_pretrained(folder)."),
        (".msgpack", "weights of Flax", "In Python, with transformers 4: CLIPModel.from_pretrained(folder, from_flax=True).save_pretrained(folder)."),
        (".gguf", "weights of llama.cpp and its like", Original),
        (".onnx", "an ONNX graph", Original),
        (".tflite", "a model of TensorFlow Lite", Original),
        (".mlmodel", "a model of Core ML", Original),
        (".pb", "a graph of TensorFlow", Original),
        (".npz", "arrays of NumPy", "Save them by name with safetensors.numpy.save_file."),
        (".gz", "a compressed file", "Unpack it."),
        (".zip", "a zip", "Unpack it."),
        (".tar", "a tar", "Unpack it."),
        (".incomplete", "a download that was not finished", "Fetch it again, as with 'tpt download <id>'."),
    ];

    /// <param name="folder">The folder.</param>
    /// <param name="files">The names of its files.</param>
    public static FileNotFoundException In(string folder, string[] files)
        => new($"'{folder}' has no weights: there is neither {WeightNames.Looked} nor another file of safetensors or torch.save. {Explain(folder, files)}");

    private static string Explain(string folder, string[] files)
    {
        if (files.Any(name => name.StartsWith("adapter_", StringComparison.Ordinal)))
        {
            return "It is a PEFT adapter (adapter_config.json), which changes the weights of another model. In Python: "
                + "PeftModel.from_pretrained(model, folder).merge_and_unload().save_pretrained(other_folder).";
        }
        if (SubfolderWithWeights(folder) is { } subfolder)
        {
            return $"Its folder '{Excerpt.Of(subfolder)}' has some: give the path of that folder, or of the file in it.";
        }
        foreach (var (extension, what, toDo) in _formats)
        {
            if (files.FirstOrDefault(name => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) is { } file)
            {
                return $"There is '{Excerpt.Of(file)}', {what}, which is not read. {toDo}";
            }
        }
        if (Directory.Exists(Path.Combine(folder, "onnx")))
        {
            return $"There is a folder of ONNX graphs, 'onnx', which are not read. {Original}";
        }
        return files.Length == 0 ? "It has no files." : $"Its files are {Excerpt.Of(files)}.";
    }

    private static string? SubfolderWithWeights(string folder)
        => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            .Where(path => Directory.EnumerateFiles(path).Any(file => WeightNames.IsWeights(Path.GetFileName(file))))
            .Select(Path.GetFileName).FirstOrDefault();
}

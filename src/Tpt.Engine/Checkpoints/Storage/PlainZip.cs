namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>What a zip is that torch.save did not write.</summary>
internal static class PlainZip
{
    /// <summary>What to add to the sentence that there is no data.pkl; nothing where the names tell nothing.</summary>
    public static string Describe(IEnumerable<string> names)
    {
        var all = names.ToArray();
        if (all.Any(name => name.EndsWith("/model.json", StringComparison.Ordinal)) && all.Any(name => name.Contains("/tensors/", StringComparison.Ordinal)))
        {
            return ", but a model.json: it is a TorchScript archive of a PyTorch before 1.4. Load it with a newer one and save its state_dict()";
        }
        if (all.Length > 0 && all.All(name => name.EndsWith(".npy", StringComparison.Ordinal)))
        {
            return ", but arrays of NumPy (.npz). Save them with safetensors.numpy.save_file";
        }
        return all.Any(name => WeightNames.IsWeights(Path.GetFileName(name)))
            ? ", but files of weights. Unpack it, and give the path of the folder"
            : "";
    }
}

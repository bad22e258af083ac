namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Finds and opens the file or files that hold a checkpoint's weights.</summary>
internal static class WeightFiles
{
    /// <summary>The tensors, without the prefixes that wrappers put before every name.</summary>
    /// <param name="path">A folder, a file of weights of any name, or the index of several.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder has no weights.</exception>
    /// <exception cref="InvalidDataException">A file is broken or of a kind that is not read, or it is open which of a folder's files is meant.</exception>
    public static IStoredTensors Open(string path)
    {
        var file = Directory.Exists(path) ? WeightFolder.Find(path) : path;
        if (!File.Exists(file))
        {
            throw WeightNames.MeansAFile(path)
                ? new FileNotFoundException($"There is no checkpoint file '{path}'.", path)
                : new DirectoryNotFoundException($"There is no model folder '{path}'.");
        }
        var tensors = ShardedTensors.IsIndex(file) ? ShardedTensors.Open(file) : TensorFile.Open(file);
        try
        {
            return UnwrappedTensors.Of(tensors);
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }
}

using Tpt.Engine.Files;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Opens one file of tensors as what it is, whatever its name says.</summary>
internal static class TensorFile
{
    /// <param name="path">A safetensors file, or one of torch.save or torch.jit.save.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is another kind of file, or broken, or its pickle asks for more than data.</exception>
    public static IStoredTensors Open(string path)
    {
        var start = FileStart.Read(path);
        return start.Kind switch
        {
            FileKind.Safetensors => SafetensorsFile.Open(path),
            FileKind.Zip => TorchCheckpoint.Open(path),
            _ => throw start.Refusal(),
        };
    }
}

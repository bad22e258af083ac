using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Parity.Cases;

/// <summary>The tensors of one safetensors file, and which of them nobody asked for.</summary>
/// <param name="path">The file.</param>
/// <param name="device">Where its tensors are wanted: with the model that they are compared with.</param>
internal sealed class GoldenTensors(string path, Device device) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(path);
    private readonly HashSet<string> _asked = [];

    public IEnumerable<string> NotAskedFor => _file.Names.Except(_asked).Order(StringComparer.Ordinal);

    public bool Has(string name) => _file.Names.Contains(name);

    /// <summary>The tensor in its stored dtype, on the device. It belongs to the current dispose scope.</summary>
    public Tensor Read(string name)
    {
        _asked.Add(name);
        using var scope = NewDisposeScope();
        return _file.Read(name).to(device).MoveToOuterDisposeScope();
    }

    public void Dispose() => _file.Dispose();
}

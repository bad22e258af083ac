using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Parity.Cases;

/// <summary>The tensors of one safetensors file, and which of them nobody asked for.</summary>
internal sealed class GoldenTensors(string path) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(path);
    private readonly HashSet<string> _asked = [];

    public IEnumerable<string> NotAskedFor => _file.Names.Except(_asked).Order(StringComparer.Ordinal);

    public bool Has(string name) => _file.Names.Contains(name);

    /// <summary>The tensor in its stored dtype. It belongs to the current dispose scope.</summary>
    public Tensor Read(string name)
    {
        _asked.Add(name);
        return _file.Read(name);
    }

    public void Dispose() => _file.Dispose();
}

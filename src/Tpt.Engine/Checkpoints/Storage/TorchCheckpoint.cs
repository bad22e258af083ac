using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// The weights in a file of <c>torch.save</c> (.bin, .pt, .pth, .ckpt) or of <c>torch.jit.save</c>: a tensor's bytes are read when it is
/// asked for. Nothing of the file is executed.
/// </summary>
internal sealed class TorchCheckpoint : IStoredTensors
{
    private readonly TorchArchive _archive;
    private readonly Dictionary<string, PickledTensor> _tensors;
    private readonly Dictionary<string, long> _integers;
    private readonly HashSet<string> _names;

    private TorchCheckpoint(TorchArchive archive)
    {
        _archive = archive;
        (_tensors, _integers) = archive.Root is PickledModule module && ScriptedParameters.Of(module, archive.Path) is var scripted
            ? (scripted.Tensors, scripted.Integers)
            : (StateDictionary.Find(archive.Root, archive.Path), []);
        if (_tensors.Count is 0 or > TensorNames.MaxTensors)
        {
            throw Invalid(Invariant($"it has {_tensors.Count} tensors; a model has at most {TensorNames.MaxTensors}, and more than none."));
        }
        _names = new HashSet<string>(_tensors.Keys.Concat(_integers.Keys), StringComparer.Ordinal);
        RequireReadable();
    }

    public string Description => _archive.Path;

    public IReadOnlyCollection<string> Names => _names;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no archive of torch.save, its pickle asks for more than data, or it has no weights, or some that cannot be read.
    /// </exception>
    public static TorchCheckpoint Open(string path)
    {
        var archive = TorchArchive.Open(path);
        try
        {
            return new TorchCheckpoint(archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public long[] ShapeOf(string name) => _integers.ContainsKey(name) ? [] : _tensors[name].Shape;

    public ScalarType DTypeOf(string name) => _integers.ContainsKey(name) ? ScalarType.Int64 : _tensors[name].Storage.DType.Type!.Value;

    public string StoredNameOf(string name) => name;

    public Tensor Read(string name) => _integers.TryGetValue(name, out var value) ? tensor(value, device: CPU) : _archive.Read(_tensors[name]);

    public Tensor ReadRows(string name, long start, long count)
    {
        var whole = _tensors[name];
        return _archive.Read(whole with { Offset = whole.Offset + (start * whole.Strides[0]), Shape = [count, .. whole.Shape[1..]] });
    }

    public IReadOnlyList<ModelFile> Fingerprint() => [_archive.Fingerprint()];

    public void Dispose() => _archive.Dispose();

    /// <summary>What is wrong with a tensor is said before the first is read.</summary>
    private void RequireReadable()
    {
        foreach (var (name, stored) in _tensors)
        {
            try
            {
                TensorNames.RequireShort(name);
                _archive.Locate(stored);
            }
            catch (InvalidDataException e)
            {
                throw Invalid($"tensor '{Excerpt.Of(name)}': {e.Message}", e);
            }
        }
    }

    private InvalidDataException Invalid(string what, Exception? inner = null) => new($"'{Description}' cannot be read as a checkpoint: {what}", inner);
}

using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Stored tensors of a whole architecture without their numbers: what is read off names and shapes needs no more.</summary>
internal sealed class ShapesAlone(IReadOnlyDictionary<string, long[]> shapes) : IStoredTensors
{
    public string Description => "weights";

    public IReadOnlyCollection<string> Names => [.. shapes.Keys];

    /// <summary>Under OpenAI's names.</summary>
    public static ShapesAlone OpenAi(ClipConfig config, bool scalars = false)
    {
        using var scope = NewDisposeScope();
        using var network = ClipNetwork.Empty(config, META);
        var tensors = OpenAiLayout.From(network.state_dict());
        return new(Shapes(scalars ? tensors.WithScalars() : tensors));
    }

    /// <summary>Under Hugging Face's names.</summary>
    public static ShapesAlone HuggingFace(ClipConfig config)
    {
        using var network = ClipNetwork.Empty(config, META);
        return new(Shapes(network.state_dict()));
    }

    public long[] ShapeOf(string name) => shapes[name];

    public ScalarType DTypeOf(string name) => ScalarType.Float16;

    public string StoredNameOf(string name) => name;

    public Tensor Read(string name) => throw new InvalidOperationException("There are no numbers.");

    public Tensor ReadRows(string name, long start, long count) => Read(name);

    public IReadOnlyList<ModelFile> Fingerprint() => [];

    public void Dispose()
    {
    }

    private static Dictionary<string, long[]> Shapes(IReadOnlyDictionary<string, Tensor> tensors)
        => tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.shape, StringComparer.Ordinal);
}

using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// Writes the parameters of a TorchScript archive as <c>torch.jit.save</c> does, which OpenAI published its models with: the pickle is a
/// tree of objects whose classes are programs in <c>code/</c>, and a tensor's name is the way to it.
/// </summary>
internal sealed class TorchScriptWriter
{
    private readonly TorchArchiveWriter _archive;
    private int _classes;

    private TorchScriptWriter(TorchArchiveWriter archive) => _archive = archive;

    public static void Write(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var archive = new TorchArchiveWriter(path);
        var root = new TorchScriptWriter(archive).Module([.. weights.Select(weight => (weight.Key.Split('.'), weight.Value))]);
        var pickle = new PickleBuilder();
        root(pickle);
        archive.Add("code/__torch__/clip/model.py", stream => stream.Write("class CLIP(Module):\n  __parameters__ = []\n"u8));
        archive.Add("constants.pkl", stream => stream.Write(new PickleBuilder().Op(PickleOpcode.EmptyTuple).Build()));
        archive.Finish(pickle);
    }

    /// <param name="weights">The tensors below the module, each with the rest of the way to it.</param>
    private Action<PickleBuilder> Module(IReadOnlyList<(string[] Way, Tensor Tensor)> weights)
    {
        var name = $"___torch_mangle_{_classes++}";
        var members = new List<(string Key, Action<PickleBuilder> Value)>();
        foreach (var child in weights.GroupBy(weight => weight.Way[0], StringComparer.Ordinal))
        {
            var value = child.First().Way.Length == 1
                ? _archive.Store(child.First().Tensor)
                : Module([.. child.Select(weight => (weight.Way[1..], weight.Tensor))]);
            members.Add((child.Key, value));
        }
        members.Add(("training", pickle => pickle.Op(PickleOpcode.NewFalse)));
        return pickle => pickle
            .Global($"__torch__.clip.model.{name}", "Module").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
            .Dict([.. members]).Op(PickleOpcode.Build);
    }
}

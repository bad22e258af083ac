using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>One case: <c>siblings/model/method.case.json</c> with its tensors, and the model and views that it was computed with.</summary>
internal sealed class SiblingCase : IDisposable
{
    private readonly Tensor? _views;

    /// <param name="path">The JSON file.</param>
    /// <param name="model">The model; null where the case gives its features.</param>
    /// <param name="views">All views of the model, <c>[views, 3, size, size]</c>; null where the case gives its features.</param>
    /// <param name="device">Where the model and the views are, and the stored arrays are wanted.</param>
    public SiblingCase(string path, ParityModel? model, Tensor? views, Device device)
    {
        Root = PythonJson.Read(path);
        Name = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
        (Model, _views, Device) = (model, views, device);
        Tensors = new GoldenTensors(Path.ChangeExtension(path, ".safetensors"), device);
    }

    /// <summary><c>vit_tiny/zero.mix10_64</c>.</summary>
    public string Name { get; }

    public Device Device { get; }

    public JsonElement Root { get; }

    public JsonElement Parameters => Root.GetProperty("parameters");

    public JsonElement Results => Root.GetProperty("results");

    /// <summary>What the authors' code throws; null where it gives a result.</summary>
    public string? Raises => Root.Has("raises") ? Root.GetProperty("raises").ToString() : null;

    /// <summary>The stored arrays.</summary>
    public GoldenTensors Tensors { get; }

    /// <summary>The model; null where the case gives its features.</summary>
    public ParityModel? Model { get; }

    public Tensor Golden(string name) => Tensors.Read(name);

    public bool Has(string name) => Tensors.Has(name);

    /// <summary>The class set of the case's own tokens, "a photo of a {name}." with four context vectors. The caller disposes of it.</summary>
    /// <param name="tokens">The array of the tokens, a prompt a row.</param>
    public ClassPrompts CreateClasses(string tokens = "token_ids")
    {
        using var scope = NewDisposeScope();
        var ids = Golden(tokens).to(ScalarType.Int32);
        var prompts = Enumerable.Range(0, (int)ids.shape[0]).Select(index =>
        {
            var row = ids[index].cpu().data<int>().ToArray();
            // The end-of-text token has the largest id. Before it stand start, four context words, the name and a full stop.
            var end = Array.IndexOf(row, row.Max());
            return new PromptTokens(row[..(end + 1)], end - 6, index);
        });
        return new ClassPrompts(Model!.Network, [.. prompts], new PromptLayout(4, ClassTokenPosition.End, 2), initialContext: null, chunkSize: null);
    }

    /// <summary>What a method looks at: the case's views through the model's image tower, in the caller's dispose scope.</summary>
    public ViewEvidence Look(ClassPrompts classes)
    {
        using var scope = NewDisposeScope();
        var indices = Root.GetProperty("view_indices").Integers().Select(index => (long)index).ToArray();
        var pixels = _views!.index_select(0, tensor(indices, device: Device)).to(ScalarType.Float32);
        var evidence = new ViewEncoder(Model!.Network.Images, classes).ToEvidence(ImageEncoder.Encode(Model.Network.Images, pixels));
        evidence.Features.MoveToOuterDisposeScope();
        evidence.Logits.MoveToOuterDisposeScope();
        return evidence;
    }

    /// <summary>Compares where the case has the quantity.</summary>
    public void Compare(ParityReport report, string quantity, Tensor actual, double tolerance)
    {
        if (Has(quantity))
        {
            using var scope = NewDisposeScope();
            report.Compare(Name, quantity, actual, Golden(quantity), tolerance);
        }
    }

    public void Dispose() => Tensors.Dispose();
}

using TorchSharp;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// The weights in 32 bits, of which the network computes with bfloat16 copies, and their running average, which is what
/// the run is for.
/// </summary>
internal sealed class MasterWeights : IDisposable
{
    /// <summary>What the network computes in.</summary>
    public const ScalarType ComputeDType = ScalarType.BFloat16;

    private const string LogitScale = "logit_scale";
    private readonly Dictionary<string, Tensor> _copies;
    private readonly Dictionary<string, Tensor> _averages;

    /// <summary>Takes the network's weights and turns the network to <see cref="ComputeDType"/>.</summary>
    public MasterWeights(ClipNetwork network)
    {
        using var noGrad = no_grad();
        Weights = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone().DetachFromDisposeScope());
        _averages = Weights.ToDictionary(p => p.Key, p => p.Value.clone().DetachFromDisposeScope());
        network.to(ComputeDType);
        _copies = network.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
    }

    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    public IReadOnlyDictionary<string, Tensor> Averages => _averages;

    /// <summary>Matrices inside the towers' layers, which Muon steps.</summary>
    public IReadOnlyDictionary<string, Tensor> Matrices => Weights.Where(p => IsLayerMatrix(p)).ToDictionary();

    /// <summary>All other weights, which AdamW steps.</summary>
    public IReadOnlyDictionary<string, Tensor> Others => Weights.Where(p => !IsLayerMatrix(p)).ToDictionary();

    /// <summary>Gradients in 32 bits of every weight, by name, for the caller's scope; the copies' gradients are given up.</summary>
    public Dictionary<string, Tensor> TakeGradients()
    {
        var gradients = new Dictionary<string, Tensor>();
        foreach (var (name, copy) in _copies)
        {
            gradients[name] = copy.grad?.to(ScalarType.Float32) ?? zeros_like(Weights[name]);
            copy.grad = null;
        }
        return gradients;
    }

    /// <summary>Copies the weights into the network and moves the average towards them.</summary>
    /// <param name="decay">The share of the average that stays.</param>
    public void Publish(double decay)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Weights[LogitScale].clamp_(0, Math.Log(100));
        foreach (var (name, weights) in Weights)
        {
            _averages[name].lerp_(weights, 1 - decay);
        }
        CopyToNetwork();
    }

    /// <summary>Copies the weights into the network.</summary>
    public void CopyToNetwork()
    {
        using var noGrad = no_grad();
        foreach (var (name, copy) in _copies)
        {
            copy.copy_(Weights[name]);
        }
    }

    /// <summary>Writes 32-bit averages into another network of the same sizes.</summary>
    public void CopyAveragesTo(ClipNetwork network)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.copy_(_averages[name]);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Weights.Values.Concat(_averages.Values))
        {
            tensor.Dispose();
        }
    }

    private static bool IsLayerMatrix(KeyValuePair<string, Tensor> weights)
        => weights.Value.ndim == 2 && weights.Key.Contains(".layers.", StringComparison.Ordinal);
}

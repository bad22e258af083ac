using TorchSharp;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary>One image by the engine in one setting, from its normalised views to its probabilities.</summary>
internal sealed class RowEngine : IDisposable
{
    private readonly ClipNetwork _network;
    private readonly PromptEncoder _prompts;
    private readonly PromptTuning _tuning;

    public RowEngine(ClipConfig config, IReadOnlyList<PromptTokens> prompts, TptPrecision precision, double pruningTolerance)
    {
        _network = SyntheticNetwork.Create(config);
        _network.SetImageDType(PrecisionSelection.Select(precision, CPU));
        var layout = new PromptLayout(SyntheticPrompts.ContextLength, ClassTokenPosition.End, 0);
        _prompts = new PromptEncoder(_network, prompts, layout, initialContext: null, chunkSize: null);
        _tuning = new PromptTuning(new TptClassifierOptions { PruningTolerance = pruningTolerance });
    }

    /// <summary>What the image tower computes in.</summary>
    public ScalarType DType => _network.ImageDType;

    /// <summary>The probabilities of the centre view at the tuned prompt, <c>[classes]</c>.</summary>
    public Tensor Run(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var evidence = ViewEvidence.Of(ImageEncoder.Encode(_network, pixels), _prompts);
        return _tuning.Adapt([evidence])[0].Probabilities.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _prompts.Dispose();
        _network.Dispose();
    }
}

using TorchSharp;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>One image by the engine in one setting, from its normalised views to its probabilities.</summary>
internal sealed class RowEngine(RowModel model, RowTexts texts, RowSetting setting)
{
    private readonly PromptTuning _tuning = new(setting.Options);
    private readonly PromptEncoder _prompts = texts.For(setting);

    public RowSetting Setting => setting;

    /// <summary>What the image tower computes in.</summary>
    public ScalarType DType => model.Network.ImageDType;

    public RowResult Run(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var evidence = ViewEvidence.Of(ImageEncoder.Encode(model.Network, pixels), _prompts);
        var adapted = _tuning.Adapt([evidence])[0];
        var views = tensor([0L, .. adapted.SelectedViews.Select(view => (long)view)]);
        return new RowResult(adapted.Probabilities.MoveToOuterDisposeScope(), evidence.Logits.index_select(0, views).MoveToOuterDisposeScope());
    }

    /// <summary>How many classes the gradient goes through the text tower for.</summary>
    public int GradientClasses(RowResult result)
        => setting.Options.PruningTolerance > 0 ? ClassPruning.Keep(result.Logits, setting.Options.PruningTolerance).Count : (int)result.Logits.shape[1];
}

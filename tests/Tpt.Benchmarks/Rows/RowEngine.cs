using TorchSharp;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>One image by the engine in one setting, from its normalised views to its probabilities.</summary>
/// <param name="model">The model in the setting's precision, and in 32-bit floats where the setting has images computed again.</param>
/// <param name="texts">The classes.</param>
/// <param name="setting">The setting.</param>
internal sealed class RowEngine(RowModel model, RowTexts texts, RowSetting setting)
{
    private readonly PromptTuning _tuning = new(setting.Options);
    private readonly PromptTuning _exactTuning = new(setting.Options.Exact());
    private readonly PromptEncoder _prompts = texts.For(setting);

    public RowSetting Setting => setting;

    public RowResult Run(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var result = Run(pixels, model.Network.Images, _tuning, setting.Options);
        if (TptPrediction.IsCloseCall(result.Probabilities.data<float>().ToArray(), setting.Options.ExactMargin))
        {
            result = Run(pixels, model.Network.Float32Images!, _exactTuning, setting.Options.Exact()) with { IsComputedAgain = true };
        }
        result.Probabilities.MoveToOuterDisposeScope();
        result.Logits.MoveToOuterDisposeScope();
        return result;
    }

    /// <summary>How many classes the gradient goes through the text tower for.</summary>
    public int GradientClasses(RowResult result)
        => setting.Options.PruningTolerance > 0 && !result.IsComputedAgain
            ? ClassPruning.Keep(result.Logits, setting.Options.PruningTolerance).Count
            : (int)result.Logits.shape[1];

    private RowResult Run(Tensor pixels, ImageTower tower, PromptTuning tuning, TptClassifierOptions options)
    {
        var evidence = ViewEvidence.Of(pixels, tower, _prompts, options);
        var adapted = tuning.Adapt([evidence])[0];
        var views = tensor([0L, .. adapted.SelectedViews.Select(view => (long)view)]);
        return new RowResult(adapted.Probabilities, evidence.Logits.index_select(0, views), tower.DType);
    }
}

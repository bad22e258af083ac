using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>One image by the engine in one setting, from its normalised views to its probabilities.</summary>
/// <param name="model">The model in the setting's precision, and in 32-bit floats where the setting has images computed again.</param>
/// <param name="texts">The classes.</param>
/// <param name="setting">The setting.</param>
internal sealed class RowEngine(RowModel model, RowTexts texts, RowSetting setting)
{
    private static readonly PromptTuningOptions _tuning = new();
    private readonly IPromptEncoder _prompts = texts.For(setting);

    public RowSetting Setting => setting;

    public RowResult Run(ViewBatch views)
    {
        var fast = Scorer(model.Network.Images, _prompts, setting.Approximations, views.Count);
        var exact = Scorer(model.Network.Float32Images ?? model.Network.Images, texts.Exact, ApproximationOptions.None, views.Count);
        using var scope = NewDisposeScope();
        var isComputedAgain = false;
        var evidence = Look(fast);
        var scores = new CloseCallScorer(fast, exact, setting.Approximations.ExactMargin).Score([evidence], _ =>
        {
            isComputedAgain = true;
            return fast.Encoder.IsExact ? evidence : evidence = Look(exact);
        })[0];
        var logits = ConfidenceSelection.Take(evidence.Logits, [0, .. scores.SelectedViews]);
        var dtype = isComputedAgain ? ScalarType.Float32 : model.Network.Images.DType;
        return new RowResult(tensor(scores.Scores).MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope(), dtype) { IsComputedAgain = isComputedAgain, IsAdapted = scores.IsAdapted };

        ViewEvidence Look(ImageScorer scorer) => scorer.LookThroughGate([views])[0];
    }

    /// <summary>How many classes the gradient goes through the text tower for.</summary>
    public int GradientClasses(RowResult result)
        => setting.Approximations.PruningTolerance > 0 && !result.IsComputedAgain
            ? ClassPruning.Keep(result.Logits, setting.Approximations.PruningTolerance).Count
            : (int)result.Logits.shape[1];

    private ImageScorer Scorer(ImageTower tower, IPromptEncoder prompts, ApproximationOptions approximations, int views)
        => new(new ViewEncoder(tower, texts.Classes, new Screening(approximations.PatchDropout)), _tuning.Create(new MethodContext(prompts, approximations)), _tuning.Needs(views), texts.Classes, zeroShotFeatures: null) { Gate = setting.Gate?.Create() };
}

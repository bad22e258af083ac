using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Parity;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Parity;

/// <summary>
/// Mistakes that a re-implementation could make, each of which the comparison must notice. The first failing quantity shows
/// that the tolerances are tight enough where the mistake acts, and not only far behind it.
/// </summary>
public sealed class BrokenVariantTests
{
    private static readonly ApproximationOptions _exact = ApproximationOptions.None;

    [Fact]
    public void NoWeightDecay_FailsInTheContext()
        => FailuresOf(new ParityVariant { Method = (prompts, options, observer) => new PromptTuning(new MethodContext(prompts, _exact), options with { WeightDecay = 0 }) { Observer = observer } })
            .Should().Contain("vit_mh/base64 ctx_after").And.NotContain("vit_mh/base64 ctx_grads");

    [Fact]
    public void AdamEpsilon_FailsInTheContext()
        => FailuresOf(new ParityVariant { Method = (prompts, options, observer) => new PromptTuning(new MethodContext(prompts, _exact), options) { Observer = observer, AdamEpsilon = 1e-6 } })
            .Should().Contain("vit_mh/base64 ctx_after").And.NotContain("vit_mh/base64 ctx_grads");

    [Fact]
    public void LayerNormEpsilon_FailsInTheLogits()
        => FailuresOf(new ParityVariant
        {
            Config = config => config with
            {
                Text = config.Text with { LayerNormEps = 1e-6 },
                Vision = (ClipVisionConfig)config.Vision with { LayerNormEps = 1e-6 },
            },
        }).Should().Contain("vit_mh/base64 logits_initial");

    [Fact]
    public void MeanOfEntropies_FailsInTheLoss()
        => FailuresOf(new ParityVariant { Method = (prompts, options, observer) => new PromptTuning(new MethodContext(prompts, _exact), options) { Observer = observer, Loss = (logits, _) => ConfidenceSelection.Entropies(logits).mean() } })
            .Should().Contain(["vit_mh/base64 losses", "vit_mh/base64 ctx_grads"]).And.NotContain("vit_mh/base64 selected_idx");

    [Fact]
    public void CeilingOfTheSelectedViews_FailsInTheSelection()
        => FailuresOf(new ParityVariant
        {
            Method = (prompts, options, observer) => new PromptTuning(new MethodContext(prompts, _exact), options) { Observer = observer, SelectionCount = (views, fraction) => (int)Math.Ceiling(views * fraction) },
        }).Should().Contain("vit_mh/base64 selected_idx");

    [Fact]
    public void OneHead_FailsInTheFeatures()
        => FailuresOf(new ParityVariant
        {
            Config = config => config with
            {
                Text = config.Text with { NumAttentionHeads = 1 },
                Vision = (ClipVisionConfig)config.Vision with { NumAttentionHeads = 1 },
            },
        }).Should().Contain(["vit_mh/base64 image_features", "vit_mh/base64 text_features_initial"]);

    [Fact]
    public void NoFullStop_FailsInTheTextFeatures()
        => FailuresOf(new ParityVariant { Prompt = prompt => prompt with { Ids = [.. prompt.Ids[..^2], prompt.Ids[^1]] } })
            .Should().Contain("vit_mh/base64 text_features_initial").And.NotContain("vit_mh/base64 image_features");

    [Fact]
    public void ErrorFunctionGelu_FailsInTheFeatures()
        => FailuresOf(new ParityVariant
        {
            Config = config => config with
            {
                Text = config.Text with { HiddenAct = ClipActivation.Gelu },
                Vision = (ClipVisionConfig)config.Vision with { HiddenAct = ClipActivation.Gelu },
            },
        }).Should().Contain(["vit_mh/base64 image_features", "vit_mh/base64 text_features_initial"]);


    private static IReadOnlyList<string> FailuresOf(ParityVariant variant)
        => ParityRun.Run(GoldenSubset.Folder, TextWriter.Null, variant).Failures;
}

using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Parity.Cases;

/// <summary>Runs one case through the classes that the product is made of, and compares each quantity that the case stores.</summary>
internal sealed class TptCaseRunner(ParityModel model, string caseName, TptCase tptCase, GoldenTensors golden, ParityReport report, ParityVariant variant)
{
    private readonly string _name = $"{model.Name}/{caseName}";

    /// <param name="views">The model's views, normalised, <c>[views, 3, size, size]</c>.</param>
    public void Run(Tensor views)
    {
        using var scope = NewDisposeScope();
        var (prompts, layout) = PreparePrompts();
        var given = tptCase.GivenContext ? golden.Read("ctx_init") : null;
        using var classes = new ClassPrompts(model.Network, [.. prompts.Select(variant.Prompt)], layout, given, chunkSize: null);
        using var encoder = new PromptEncoder(classes);
        var steps = new List<TuningStep>();
        var method = variant.Method(encoder, tptCase.Method, step => steps.Add(Copy(step, scope)));
        var scorer = new ImageScorer(new ViewEncoder(model.Network.Images, classes), method, tptCase.Method.Needs(tptCase.ViewCount), classes, zeroShotFeatures: null);
        Compare("ctx_init", classes.InitialContext, Tolerances.Exact);
        for (var image = 0; image < tptCase.Views.Count; image++)
        {
            var (start, end) = tptCase.Views[image];
            steps.Clear();
            RunImage(tptCase.IsSequence ? $"s{image}." : "", views.narrow(0, start, end - start).to(ScalarType.Float32), scorer, encoder, steps);
        }
        foreach (var quantity in golden.NotAskedFor)
        {
            report.Skip(_name, quantity, "unknown");
        }
    }

    /// <summary>From the class names where there is a vocabulary, else from the token ids of the case.</summary>
    private (PromptTokens[] Prompts, PromptLayout Layout) PreparePrompts()
    {
        var stored = StoredPrompts();
        if (model.Tokenizer is null)
        {
            return (stored, tptCase.Layout);
        }
        var text = tptCase.Prompt;
        var classes = tptCase.ClassNames.Select(name => new ClassPromptSet(name)).ToArray();
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, classes, model.Config.Text.MaxPositionEmbeddings);
        report.Compare(_name, "token_ids", prompts.SelectMany(prompt => prompt.Ids), stored.SelectMany(prompt => prompt.Ids));
        report.Compare(_name, "name_lens", prompts.Select(prompt => prompt.NameLength), stored.Select(prompt => prompt.NameLength));
        report.Compare(_name, "n_ctx", [text.Layout.ContextLength], [tptCase.Layout.ContextLength]);
        if (tptCase.Layout.Position == ClassTokenPosition.Middle)
        {
            report.Compare(_name, "split_idx", [text.Layout.SplitIndex], [tptCase.Layout.SplitIndex]);
        }
        return (prompts, text.Layout);
    }

    private PromptTokens[] StoredPrompts()
    {
        using var scope = NewDisposeScope();
        var ids = golden.Read("token_ids").to(ScalarType.Int32);
        var lengths = golden.Read("name_lens").to(ScalarType.Int32).cpu().data<int>().ToArray();
        return [.. lengths.Select((length, index) =>
        {
            var row = ids[index].cpu().data<int>().ToArray();
            // The end-of-text token has the largest id; behind its first place the text tower reads nothing.
            return new PromptTokens(row[..(Array.IndexOf(row, row.Max()) + 1)], length, index);
        })];
    }

    private void RunImage(string prefix, Tensor pixels, ImageScorer scorer, PromptEncoder encoder, List<TuningStep> steps)
    {
        using var scope = NewDisposeScope();
        var classes = encoder.Classes;
        var features = ImageEncoder.Encode(model.Network.Images, pixels);
        var evidence = scorer.Encoder.ToEvidence(features);
        var scores = scorer.Score([evidence])[0];

        Compare(prefix + "image_features", features, model.FeatureTolerance);
        Compare(prefix + "text_features_initial", classes.InitialFeatures, Tolerances.TextFeaturesInitial);
        Compare(prefix + "logits_initial", evidence.Logits, Tolerances.LogitsInitial);
        Compare(prefix + "entropies", ConfidenceSelection.Entropies(evidence.Logits), Tolerances.Entropies);
        CompareSelected(prefix + "selected_idx", scores.SelectedViews);
        if (steps.Count > 0)
        {
            Compare(prefix + "losses", tensor(steps.Select(step => step.Loss).ToArray(), device: CPU), Tolerances.Losses);
            Compare(prefix + "ctx_grads", stack(steps.Select(step => step.Gradient)), Tolerances.Gradients);
            Compare(prefix + "ctx_after", stack(steps.Select(step => step.Context)), Tolerances.Context(steps.Count));
        }
        var tuned = encoder.Encode(tensor(scores.Context, classes.InitialContext.shape, device: classes.InitialContext.device));
        Compare(prefix + "text_features_final", tuned, Tolerances.TextFeaturesFinal);
        Compare(prefix + "image_feature_view0", features.narrow(0, 0, 1), model.FeatureTolerance);
        Compare(prefix + "logits_final", classes.Logits(evidence.CentreView, tuned), Tolerances.LogitsFinal);
        Compare(prefix + "probs_final", tensor(scores.Scores, device: CPU).unsqueeze(0), Tolerances.Probabilities);
    }

    private void CompareSelected(string quantity, int[] selected)
    {
        if (!golden.Has(quantity))
        {
            return;
        }
        using var scope = NewDisposeScope();
        var expected = golden.Read(quantity).cpu().data<long>().ToArray().Select(view => (int)view).ToArray();
        if (tptCase.HasTies)
        {
            report.Compare(_name, quantity + ".count", [selected.Length], [expected.Length]);
        }
        else
        {
            report.Compare(_name, quantity, selected, expected);
        }
    }

    /// <summary>Cases store what applies to them: without steps, for example, there is no gradient.</summary>
    private void Compare(string quantity, Tensor actual, double tolerance)
    {
        if (golden.Has(quantity))
        {
            using var scope = NewDisposeScope();
            report.Compare(_name, quantity, actual, golden.Read(quantity), tolerance);
        }
    }

    private static TuningStep Copy(TuningStep step, DisposeScope owner)
        => new(step.Loss, step.Gradient.clone().MoveToOtherDisposeScope(owner), step.Context.clone().MoveToOtherDisposeScope(owner));
}

using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>What a method that tunes no text looks at: a case's features, computed by the model or given.</summary>
/// <param name="Views">L2-normalised image features, <c>[views, embedding]</c>.</param>
/// <param name="ClassFeatures">L2-normalised class features, <c>[classes, embedding]</c>.</param>
/// <param name="Scale">The factor between cosines and logits, a scalar.</param>
internal sealed record SiblingFeatures(Tensor Views, Tensor ClassFeatures, Tensor Scale) : IDisposable
{
    private const double ViewTolerance = 5e-6;
    private const double TextTolerance = 5e-6;

    /// <summary>The classes; null where the case gives its features.</summary>
    public ClassPrompts? Classes { get; private init; }

    /// <summary>What the method looks at; null where the case gives its features.</summary>
    public ViewEvidence? Evidence { get; private init; }

    /// <summary>The features of a case, in the caller's dispose scope, held against those of the authors' run where the model computed them.</summary>
    public static SiblingFeatures Of(SiblingCase golden, ParityReport report)
    {
        if (golden.Model is null)
        {
            return new SiblingFeatures(golden.Golden("image_features_normalized"), golden.Golden("text_features"), tensor((float)golden.Parameters.GetProperty("logit_scale").GetDouble(), device: golden.Device));
        }
        // Prompts of several templates have no context in common: they are encoded whole.
        var classes = golden.Root.TryGetProperty("templates", out var templates) ? CreateEnsemble(golden, templates.GetArrayLength()) : golden.CreateClasses();
        var evidence = golden.Look(classes);
        golden.Compare(report, "image_features_normalized", evidence.Features, ViewTolerance);
        report.Compare(golden.Name, "image_features", evidence.Features, ClipNetwork.Normalize(golden.Golden("image_features")), ViewTolerance);
        golden.Compare(report, "text_features", classes.InitialFeatures, TextTolerance);
        golden.Compare(report, "text_features_initial", classes.InitialFeatures, TextTolerance);
        _ = golden.Golden("token_ids");
        return new SiblingFeatures(evidence.Features, classes.InitialFeatures, classes.LogitScale) { Classes = classes, Evidence = evidence };
    }

    public void Dispose() => Classes?.Dispose();

    private static ClassPrompts CreateEnsemble(SiblingCase golden, int templates)
    {
        using var scope = NewDisposeScope();
        var ids = golden.Golden("token_ids").to(ScalarType.Int32);
        var prompts = Enumerable.Range(0, (int)ids.shape[0]).Select(index =>
        {
            var row = ids[index].cpu().data<int>().ToArray();
            return new PromptTokens(row[..(Array.IndexOf(row, row.Max()) + 1)], 1, index / templates);
        });
        return new ClassPrompts(golden.Model!.Network, [.. prompts], new PromptLayout(0, ClassTokenPosition.End, 0), initialContext: null, chunkSize: null);
    }
}

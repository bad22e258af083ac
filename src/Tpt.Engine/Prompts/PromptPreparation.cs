using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Options and class names to what stands in front of the text tower.</summary>
internal static class PromptPreparation
{
    /// <summary>The prompts that are tuned.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="options">The settings, validated, with the prompt template that is in use.</param>
    public static PromptEncoder Prepare(ClipModel model, IReadOnlyList<ClassPromptSet> classes, TptClassifierOptions options)
    {
        using var scope = NewDisposeScope();
        var template = new PromptTemplate(options.PromptTemplate!, nameof(options.PromptTemplate));
        PromptLimits.CheckContext(options.ContextTokens ?? 0, nameof(options.ContextTokens), model.ContextLength);
        var context = InitialContext.Create(options, template, model.Config.Text.HiddenSize);
        var text = context is null
            ? template.WithContextOfWords(options.ClassTokenPosition, options.ContextTokens)
            : template.WithContextOfVectors(options.ClassTokenPosition, (int)context.shape[0]);
        PromptLimits.CheckContext(text.Layout.ContextLength, context is null ? nameof(options.PromptTemplate) : nameof(options.SoftPromptPath), model.ContextLength);
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, classes, model.ContextLength);
        PromptLimits.CheckDerivative(options, prompts.Length, text.Layout.ContextLength, model);
        var encoder = new PromptEncoder(model.Network, prompts, text.Layout, context, options.ClassChunkSize);
        if (options.UsesFirstOrder)
        {
            encoder.PrepareFirstOrder(options.FirstOrderRank);
        }
        return encoder;
    }

    /// <summary>
    /// The class features of a prompt ensemble, <c>[classes, embedding]</c>: the mean of the templates' L2-normalised
    /// features, L2-normalised again. One template at a time, so that memory does not grow with their number.
    /// </summary>
    public static Tensor EncodeEnsemble(ClipModel model, IReadOnlyList<ClassPromptSet> classes, IReadOnlyList<string> templates)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum = zeros([classes.Count, model.EmbeddingDimension], dtype: ScalarType.Float32, device: model.Device);
        foreach (var template in templates)
        {
            var text = new PromptTemplate(template, nameof(templates)).Fixed;
            var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, classes, model.ContextLength);
            using var encoder = new PromptEncoder(model.Network, prompts, text.Layout, initialContext: null, chunkSize: null);
            sum.PlusInPlace(encoder.InitialFeatures);
        }
        return Modules.ClipNetwork.Normalize(sum).MoveToOuterDisposeScope();
    }
}

using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Class names and a prompt to what is tuned. It takes passes of the text tower: minutes for many classes with a derivative.</summary>
internal static class PromptPreparation
{
    /// <summary>About how many prompts show in which directions of the context their features vary.</summary>
    public const int SampledPrompts = 128;

    private const string TemplateOption = "Prompt.Template";

    /// <summary>The prompts that are tuned.</summary>
    /// <param name="text">The model's text side.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="options">The prompt, validated, with the template that is in use.</param>
    /// <param name="seed">The seed of a random context.</param>
    /// <param name="afterPass">Is told of each chunk when it is done.</param>
    /// <param name="beforePasses">Is told of the prompts once they are cut into chunks.</param>
    /// <exception cref="ArgumentException">A prompt is too long, or the context does not fit the model.</exception>
    public static ClassPrompts Prepare(TextSide text, IReadOnlyList<ClassPromptSet> classes, PromptOptions options, int seed, Action? afterPass = null, Action<ClassPrompts>? beforePasses = null)
    {
        using var scope = NewDisposeScope();
        var template = new PromptTemplate(options.Template!, TemplateOption);
        PromptLimits.CheckContext(options.ContextTokens ?? 0, "Prompt.ContextTokens", text);
        var context = InitialContext.Create(options, template, seed, text.Width);
        var prompt = context is null
            ? template.WithContextOfWords(options.ClassTokenPosition, options.ContextTokens)
            : template.WithContextOfVectors(options.ClassTokenPosition, (int)context.shape[0]);
        PromptLimits.CheckContext(prompt.For(text).Layout.ContextLength, options.SoftPromptPath is null ? TemplateOption : "Prompt.SoftPromptPath", text);
        return Encode(text, classes, prompt, context, afterPass, beforePasses);
    }

    /// <summary>The prompts with given vectors in the place of the template's words.</summary>
    /// <param name="text">The model's text side.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="options">The prompt, validated, with the template that is in use.</param>
    /// <param name="context">The vectors, <c>[M, width]</c>; they stay the caller's.</param>
    /// <param name="afterPass">Is told of each chunk when it is done.</param>
    /// <exception cref="ArgumentException">A prompt is too long.</exception>
    public static ClassPrompts PrepareAt(TextSide text, IReadOnlyList<ClassPromptSet> classes, PromptOptions options, Tensor context, Action? afterPass = null)
    {
        var prompt = new PromptTemplate(options.Template!, TemplateOption).WithContextOfVectors(options.ClassTokenPosition, (int)context.shape[0]);
        return Encode(text, classes, prompt, context, afterPass, beforePasses: null);
    }

    /// <summary>How many passes <see cref="CreateFirstOrder"/> takes: for each direction of the derivative forward over all prompts and backward over a sample.</summary>
    public static long CountFirstOrderPasses(ClassPrompts prompts, ApproximationOptions approximations)
    {
        var rank = approximations.FirstOrderTolerance > 0 ? Math.Min(approximations.FirstOrderRank, prompts.InitialContext.numel()) : 0;
        return rank * (prompts.Chunks.Count + prompts.CountSampleChunks(SampledPrompts));
    }

    /// <summary>The prompts with the derivative that the approximations ask for; null where they ask for none.</summary>
    /// <param name="classes">The prompts.</param>
    /// <param name="approximations">The tolerance and the rank of the derivative.</param>
    /// <param name="afterPass">Is told of each pass over a chunk.</param>
    /// <exception cref="ArgumentException">The derivative does not fit into the memory.</exception>
    public static FirstOrderPrompts? CreateFirstOrder(ClassPrompts classes, ApproximationOptions approximations, Action? afterPass = null)
    {
        if (approximations.FirstOrderTolerance == 0)
        {
            return null;
        }
        PromptLimits.CheckDerivative(approximations, classes.Count, classes.InitialPromptFeatures.shape[1], classes.InitialContext.numel());
        using var scope = NewDisposeScope();
        using var gradient = new PromptGradient(classes);
        return new FirstOrderPrompts(classes, classes.InLessMemory(CreateJacobian), approximations.FirstOrderTolerance);

        TextJacobian CreateJacobian()
        {
            using var attempt = NewDisposeScope();
            // Which directions of the context matter is much the same for all prompts.
            var sample = classes.Sample(SampledPrompts);
            return TextJacobian.Create(
                classes.InitialContext,
                classes.InitialPromptFeatures,
                approximations.FirstOrderRank,
                context => ClassPrompts.InOrder(null, classes.Forward.Encode(context, classes.Chunks, afterPass), classes.Chunks),
                probes => gradient.PullBack(classes.InitialContext, sample, probes, afterPass));
        }
    }

    /// <summary>
    /// The class features of a prompt ensemble, <c>[classes, embedding]</c>: the mean of the templates' L2-normalised
    /// features, L2-normalised again. One template at a time, so that memory does not grow with their number.
    /// </summary>
    /// <param name="text">The model's text side.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="templates">The templates.</param>
    /// <param name="afterPass">Is told of each chunk when it is done.</param>
    public static Tensor EncodeEnsemble(TextSide text, IReadOnlyList<ClassPromptSet> classes, IReadOnlyList<string> templates, Action? afterPass = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        foreach (var template in templates)
        {
            var prompt = new PromptTemplate(template, "Prompt.ZeroShotTemplates").Fixed.For(text);
            var prompts = PromptTokenizer.Tokenize(text.Tokenizer, prompt, classes, text.ContextLength);
            using var encoded = new ClassPrompts(text.Network, prompts, prompt.Layout, initialContext: null, text.ChunkSize, afterPass);
            sum = sum?.PlusInPlace(encoded.InitialFeatures) ?? encoded.InitialFeatures.clone();
        }
        return ClipNetwork.Normalize(sum!).MoveToOuterDisposeScope();
    }

    private static ClassPrompts Encode(TextSide text, IReadOnlyList<ClassPromptSet> classes, PromptText template, Tensor? context, Action? afterPass, Action<ClassPrompts>? beforePasses)
    {
        var prompt = template.For(text);
        var prompts = PromptTokenizer.Tokenize(text.Tokenizer, prompt, classes, text.ContextLength);
        return new ClassPrompts(text.Network, prompts, prompt.Layout, context, text.ChunkSize, afterPass, beforePasses);
    }
}

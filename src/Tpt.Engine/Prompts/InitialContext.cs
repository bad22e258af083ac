using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Numerics;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Context vectors that do not come from the prompt's words.</summary>
internal static class InitialContext
{
    /// <summary>The standard deviation of CoOp's random vectors.</summary>
    private const double StandardDeviation = 0.02;

    /// <summary>The vectors that the options ask for, float32 <c>[M, width]</c> on the CPU, or null for those of the words.</summary>
    /// <param name="options">The prompt, validated.</param>
    /// <param name="template">The template that is in use.</param>
    /// <param name="seed">The seed of a random context.</param>
    /// <param name="width">The width of the text tower.</param>
    /// <exception cref="ArgumentException">The vectors are of another width or number than the model or the options ask for.</exception>
    /// <exception cref="FileNotFoundException">There is no file of soft prompts.</exception>
    /// <exception cref="InvalidDataException">It is broken, or has no context.</exception>
    public static Tensor? Create(PromptOptions options, PromptTemplate template, int seed, int width)
    {
        if (options.SoftPromptPath is not null)
        {
            return Load(options, width);
        }
        return options.IsRandom
            ? Draw(seed, options.ContextTokens ?? template.WithContextOfWords(options.ClassTokenPosition).Layout.ContextLength, width)
            : null;
    }

    private static Tensor Draw(int seed, int count, int width)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed, CPU);
        return randn([count, width], dtype: ScalarType.Float32, device: CPU, generator: generator).Times(StandardDeviation).MoveToOuterDisposeScope();
    }

    private static Tensor Load(PromptOptions options, int width)
    {
        var path = options.SoftPromptPath!;
        var context = SoftPromptFile.Load(path);
        var (count, fileWidth) = (context.shape[0], context.shape[1]);
        if (fileWidth == width && (options.ContextTokens ?? count) == count)
        {
            return context;
        }
        context.Dispose();
        throw OptionCheck.Unfit("Prompt.SoftPromptPath", fileWidth != width
            ? Invariant($"The soft prompt '{path}' has vectors of width {fileWidth}, but the model's text tower has width {width}. It was made for another model.")
            : Invariant($"The soft prompt '{path}' has {count} vectors, but Prompt.ContextTokens is {options.ContextTokens}. Leave ContextTokens null: the file says it."));
    }
}

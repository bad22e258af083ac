using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// Tells by the names of its tensors which method trained a prompt. Many methods build on CoOp's code and save a <c>ctx</c> of its name and
/// shape; where it was trained with more, it is another prompt without that.
/// </summary>
internal static class PromptMethod
{
    /// <summary>What stands before the names of the prompt learner.</summary>
    private const string Learner = "prompt_learner.";

    private const string Context = "ctx";

    /// <summary>CoOp's context, and the embeddings before and behind it, which come from the text tower.</summary>
    private static readonly HashSet<string> _coOp = new(StringComparer.Ordinal) { Context, "token_prefix", "token_suffix" };

    private const string Deep = "which has prompts in deeper layers and in the image tower";

    /// <summary>How parts of names begin that one method alone has. MaPLe's and PromptSRC's are looked for first, since other methods build on CoCoOp's.</summary>
    private static readonly (string Part, string Method)[] _marks =
    [
        ("compound_prompt", $"MaPLe, {Deep}"),
        ("VPT", "PromptSRC, IVLP or VPT, which have prompts in deeper layers and in the image tower"),
        ("ZS_image_encoder", $"PromptSRC, {Deep}"),
        ("meta_net", "CoCoOp or a method built on it, where a network changes the context for each picture or class"),
    ];

    /// <param name="path">What errors call the file.</param>
    /// <param name="names">The names of all tensors that were saved with the prompt.</param>
    /// <exception cref="InvalidDataException">There is more than CoOp's: the message names the method where the names tell it.</exception>
    public static void RequireCoOp(string path, IEnumerable<string> names)
    {
        string[] all = [.. names.Select(WithoutLearner)];
        string[] others = [.. all.Where(name => !_coOp.Contains(name))];
        if (others.Length == 0)
        {
            return;
        }
        foreach (var (part, method) in _marks)
        {
            if (others.FirstOrDefault(name => $".{name}".Contains($".{part}", StringComparison.Ordinal)) is { } mark)
            {
                throw new InvalidDataException($"'{path}' is a prompt of {method} ('{Excerpt.Of(mark)}'). Its context alone is another prompt. Prompts of CoOp are read.");
            }
        }
        if (!all.Contains(Context))
        {
            // Whoever looks for the context says that there is none.
            return;
        }
        throw new InvalidDataException(Invariant($"'{path}' has {others.Length} tensors beside those of CoOp (ctx, token_prefix, token_suffix): {Excerpt.Of(others)}. ")
            + "A context that was trained with them is another prompt without them. If it was not, save it alone, as with safetensors.torch.save_file({'ctx': ctx}, path).");
    }

    private static string WithoutLearner(string name) => name.StartsWith(Learner, StringComparison.Ordinal) ? name[Learner.Length..] : name;
}

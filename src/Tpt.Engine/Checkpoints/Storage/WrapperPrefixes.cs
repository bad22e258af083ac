using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// Takes off what modules around a model put before the names of its tensors: <c>DistributedDataParallel</c> (<c>module.</c>),
/// <c>torch.compile</c> (<c>_orig_mod.</c>), and a module of one's own that holds the model as <c>model</c> or <c>clip</c>. Whether what is
/// left makes a model, tensor for tensor, is found out later.
/// </summary>
internal static class WrapperPrefixes
{
    private const string Module = "module";

    /// <summary>Names that wrappers of PyTorch alone have, wherever in the path they stand: parts of a model may be wrapped, and others not.</summary>
    private static readonly string[] _anywhere = [Module, "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"];

    /// <summary>Names that say nothing where every tensor has them. Where some have not, the model is a part of something.</summary>
    private static readonly string[] _before = ["model.", "clip."];

    /// <summary>The three parts in which TinyCLIP trains CLIP.</summary>
    private static readonly string[] _tinyClip = ["_image_encoder.", "_text_encoder.", "_logit_scale."];

    /// <summary>What the names of CLIP's towers begin with, in OpenAI's layout and in Hugging Face's.</summary>
    private static readonly string[] _towers = ["visual.", "vision_model.", "text_model."];

    /// <summary>So many wrappers may be around one another.</summary>
    private const int MaxDepth = 8;

    /// <summary>How many models <c>torch.optim.swa_utils.AveragedModel</c> has averaged. It stands beside the names with <c>module.</c>.</summary>
    private const string AverageCounter = "n_averaged";

    /// <summary>The stored names by those without prefixes; null where there are no prefixes.</summary>
    /// <param name="names">The stored names.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">Some names have a prefix and others have not, or two are one without it.</exception>
    public static Dictionary<string, string>? Remove(IReadOnlyCollection<string> names, string path)
    {
        string[] stored = [.. names];
        if (stored.Contains(AverageCounter) && stored.All(name => name == AverageCounter || Begins(name, $"{Module}.")))
        {
            stored = [.. stored.Where(name => name != AverageCounter)];
        }
        var bare = Array.ConvertAll(stored, WithoutInner);
        for (var depth = 0; depth < MaxDepth && bare.Length > 0; depth++)
        {
            bare = WithoutOuter(bare);
        }
        RequireWhole(stored, bare, path);
        return bare.SequenceEqual(names, StringComparer.Ordinal) ? null : Pair(stored, bare, path);
    }

    private static string WithoutInner(string name)
    {
        var parts = name.Split('.');
        return string.Join('.', parts.Where((part, i) => i == parts.Length - 1 || !_anywhere.Contains(part)));
    }

    /// <summary>One prefix less, where there is one.</summary>
    private static string[] WithoutOuter(string[] names)
    {
        if (_before.FirstOrDefault(prefix => names.All(name => Begins(name, prefix))) is { } common)
        {
            return Array.ConvertAll(names, name => name[common.Length..]);
        }
        return names.All(name => _tinyClip.Any(part => Begins(name, part)))
            ? Array.ConvertAll(names, name => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
            : names;
    }

    /// <summary>
    /// A CLIP behind a prefix that some names have not: it is a part of something, and the file does not say that it is all that is meant.
    /// Without a CLIP behind it, the names are another model's own.
    /// </summary>
    private static void RequireWhole(string[] stored, string[] bare, string path)
    {
        if (_before.FirstOrDefault(prefix => bare.Any(name => HasClipBehind(name, prefix))) is not { } prefix)
        {
            return;
        }
        var outside = stored.Where((_, i) => !Begins(bare[i], prefix)).ToArray();
        if (outside.Length == 0)
        {
            return;
        }
        // As the file has it, with what was taken off before.
        var first = Array.FindIndex(bare, name => Begins(name, prefix));
        var whole = stored[first].EndsWith(bare[first], StringComparison.Ordinal) ? stored[first][..^bare[first].Length] + prefix : prefix;
        throw new InvalidDataException(Invariant($"'{path}': the names of {stored.Length - outside.Length} tensors begin with '{Excerpt.Of(whole)}', and those of {outside.Length} others do not: {Excerpt.Of(outside)}. ")
            + $"Which of them are the model is not said. Save these alone: {{name.removeprefix('{Excerpt.Of(whole)}'): tensor for name, tensor in weights.items() if name.startswith('{Excerpt.Of(whole)}')}}.");
    }

    private static bool HasClipBehind(string name, string prefix) => Begins(name, prefix) && _towers.Any(tower => name.Contains($".{tower}", StringComparison.Ordinal));

    private static Dictionary<string, string> Pair(string[] stored, string[] bare, string path)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, inner) in stored.Zip(bare))
        {
            if (!names.TryAdd(inner, name))
            {
                throw new InvalidDataException($"'{path}' has both '{Excerpt.Of(name)}' and '{Excerpt.Of(names[inner])}', which are one tensor without the prefixes of wrappers.");
            }
        }
        return names;
    }

    private static bool Begins(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
}

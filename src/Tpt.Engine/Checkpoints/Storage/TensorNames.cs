using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>What the names of tensors tell: they are paths with dots between their parts.</summary>
internal static class TensorNames
{
    /// <summary>The largest CLIP has some 1,200.</summary>
    public const int MaxTensors = 1 << 14;

    private const int Longest = 1000;

    /// <summary>How many different parts follow the prefix, such as the layers behind <c>transformer.resblocks.</c>.</summary>
    public static int CountChildren(IEnumerable<string> names, string prefix)
        => names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => Child(name, prefix.Length)).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The name itself. In a pickle one text of a megabyte can be part of a thousand names.</summary>
    /// <exception cref="InvalidDataException">It is longer than any name is.</exception>
    public static string RequireShort(string name)
        => name.Length <= Longest ? name : throw new InvalidDataException(Invariant($"the name of a tensor has {name.Length} characters, '{Excerpt.Of(name)}'; it may have {Longest}."));

    private static string Child(string name, int start)
    {
        var dot = name.IndexOf('.', start);
        return dot < 0 ? name[start..] : name[start..dot];
    }
}

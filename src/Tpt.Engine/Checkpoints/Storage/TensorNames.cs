namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>What the names of tensors tell: they are paths with dots between their parts.</summary>
internal static class TensorNames
{
    /// <summary>How many different parts follow the prefix, such as the layers behind <c>transformer.resblocks.</c>.</summary>
    public static int CountChildren(IEnumerable<string> names, string prefix)
        => names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => Child(name, prefix.Length)).Distinct(StringComparer.Ordinal).Count();

    private static string Child(string name, int start)
    {
        var dot = name.IndexOf('.', start);
        return dot < 0 ? name[start..] : name[start..dot];
    }
}

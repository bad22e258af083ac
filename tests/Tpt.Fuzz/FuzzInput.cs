namespace Tpt.Fuzz;

/// <summary>One input of a target: the bytes, and what they stand for.</summary>
/// <param name="Kind">Which of the target's ways in the bytes go, such as <c>config.json</c>. It ends the name of a kept file.</param>
/// <param name="Bytes">The content.</param>
internal sealed record FuzzInput(string Kind, byte[] Bytes)
{
    /// <summary>The input in a file, once for each kind that its name ends with; where it ends with none, once for each of all kinds.</summary>
    public static FuzzInput[] FromFile(string path, IReadOnlyList<string> kinds)
    {
        var bytes = File.ReadAllBytes(path);
        var named = kinds.Where(kind => path.EndsWith($".{kind}", StringComparison.Ordinal)).OrderByDescending(kind => kind.Length).Take(1).ToArray();
        return [.. (named.Length > 0 ? named : kinds).Select(kind => new FuzzInput(kind, bytes))];
    }
}

namespace Tpt.Engine.Prompts;

/// <summary>
/// Which sequence the text tower reads for a prompt of tokens <c>[start, t_1 .. t_n, end]</c> whose tokens
/// <c>t_1 .. t_M</c> give way to the M context vectors.
/// </summary>
/// <param name="ContextLength">M, the number of context vectors.</param>
/// <param name="Position">Where the class name stands among them.</param>
/// <param name="SplitIndex">How many context vectors stand in front of the class name, for <see cref="ClassTokenPosition.Middle"/>.</param>
internal sealed record PromptLayout(int ContextLength, ClassTokenPosition Position, int SplitIndex)
{
    /// <summary>How many context vectors stand in front of everything that differs between prompts.</summary>
    public int SharedContextLength => Position switch
    {
        ClassTokenPosition.End => ContextLength,
        ClassTokenPosition.Middle => SplitIndex,
        _ => 0,
    };

    /// <summary>The shared prefix: the start-of-text token and the context vectors in front of the class name.</summary>
    public int PrefixLength => 1 + SharedContextLength;

    /// <summary>What follows the shared prefix, to the end-of-text token; a context vector j is written as <c>-1 - j</c>.</summary>
    public int[] Suffix(PromptTokens prompt)
    {
        // As in the reference, the tokens behind the context begin with the name, and the end keeps its place.
        var rest = prompt.Ids.AsSpan(1 + ContextLength);
        var nameLength = Position == ClassTokenPosition.End ? 0 : Math.Min(prompt.NameLength, rest.Length);
        int[] suffix =
        [
            .. rest[..nameLength],
            .. Enumerable.Range(SharedContextLength, ContextLength - SharedContextLength).Select(j => -1 - j),
            .. rest[nameLength..],
        ];
        return suffix;
    }
}

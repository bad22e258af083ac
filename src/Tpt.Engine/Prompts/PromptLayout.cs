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
    /// <summary>How many tokens stand in front of the text: the start-of-text token, or none.</summary>
    public int StartLength { get; init; } = 1;

    /// <summary>
    /// Whether the text tower reads texts padded to its whole context, in both directions. What all prompts begin with is not the same for all then,
    /// once a layer has seen what follows: they share no prefix.
    /// </summary>
    public bool IsPadded { get; init; }

    /// <summary>How many context vectors all prompts begin with, computed once.</summary>
    public int SharedContextLength => IsPadded ? 0 : LeadingContextLength;

    /// <summary>The shared prefix: the start-of-text token and the context vectors in front of the class name.</summary>
    public int PrefixLength => IsPadded ? 0 : StartLength + LeadingContextLength;

    /// <summary>How many context vectors stand in front of the class name.</summary>
    private int LeadingContextLength => Position switch
    {
        ClassTokenPosition.End => ContextLength,
        ClassTokenPosition.Middle => SplitIndex,
        _ => 0,
    };

    /// <summary>What follows the shared prefix, to the end of the prompt's tokens; a context vector j is written as <c>-1 - j</c>.</summary>
    public int[] Suffix(PromptTokens prompt)
    {
        // As in the reference, the tokens behind the context begin with the name, and the end keeps its place.
        var rest = prompt.Ids.AsSpan(StartLength + ContextLength);
        var nameLength = Position == ClassTokenPosition.End ? 0 : Math.Min(prompt.NameLength, rest.Length);
        int[] whole =
        [
            .. prompt.Ids.AsSpan(0, StartLength),
            .. Enumerable.Range(0, LeadingContextLength).Select(j => -1 - j),
            .. rest[..nameLength],
            .. Enumerable.Range(LeadingContextLength, ContextLength - LeadingContextLength).Select(j => -1 - j),
            .. rest[nameLength..],
        ];
        return whole[PrefixLength..];
    }
}

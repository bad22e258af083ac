namespace Tpt.Engine.Tokenization;

/// <summary>A token that was added to a tokenizer, with the flags of Hugging Face's <c>AddedToken</c>. It is found in a text before the text is split, wherever it stands.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
internal sealed record AddedToken(string Content, int Id)
{
    /// <summary>Whether it is looked for in the normalised text, so in lower case, rather than in the text as it was given.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>Whether it is found only where no letter or digit is next to it.</summary>
    public bool IsSingleWord { get; init; }

    /// <summary>Whether white space in front of it belongs to it.</summary>
    public bool TakesSpaceBefore { get; init; }

    /// <summary>Whether white space behind it belongs to it.</summary>
    public bool TakesSpaceBehind { get; init; }
}

using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Prompts;

/// <summary>What a model reads text with.</summary>
/// <param name="Network">The towers.</param>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="ContextLength">The most tokens that the text tower reads.</param>
/// <param name="Width">The width of the text tower, which is that of a context vector.</param>
/// <param name="ChunkSize">How many prompts go through together; null to choose by sizes.</param>
internal sealed record TextSide(ClipNetwork Network, ITextTokenizer Tokenizer, int ContextLength, int Width, int? ChunkSize)
{
    /// <summary>How many tokens stand in front of a text: the start-of-text token, or none.</summary>
    public int StartLength => Tokenizer.StartOfText is null ? 0 : 1;
}

using Microsoft.ML.Tokenizers;

namespace Tpt.Engine.Tokenization;

/// <summary>Leaves a text in one part: the library's own default splits at white space and punctuation.</summary>
internal sealed class UnsplitText : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => [(0, text.Length)];

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => [(0, text.Length)];
}

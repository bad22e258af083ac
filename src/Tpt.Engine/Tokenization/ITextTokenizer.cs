namespace Tpt.Engine.Tokenization;

/// <summary>A text to the token ids that a text tower reads.</summary>
internal interface ITextTokenizer
{
    /// <summary>The token in front of every text; null where there is none.</summary>
    int? StartOfText { get; }

    /// <summary>The token behind every text.</summary>
    int EndOfText { get; }

    /// <summary>What a text is filled up with where the tower reads padded texts.</summary>
    int Padding { get; }

    /// <summary>The tokens of a text alone, without start, end and padding.</summary>
    /// <exception cref="InvalidDataException">The vocabulary cannot write the text, as one that was cut cannot.</exception>
    int[] Encode(string text);
}

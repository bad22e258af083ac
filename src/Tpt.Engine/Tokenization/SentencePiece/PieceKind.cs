namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>What a piece of a SentencePiece model is, with the numbers of sentencepiece_model.proto.</summary>
internal enum PieceKind
{
    /// <summary>A piece of text.</summary>
    Normal = 1,

    /// <summary>Stands for every character that no piece has.</summary>
    Unknown = 2,

    /// <summary>Start, end, padding: no text gives it.</summary>
    Control = 3,

    /// <summary>A text that is never split.</summary>
    UserDefined = 4,

    /// <summary>A place that nothing takes.</summary>
    Unused = 5,

    /// <summary>One byte of a character that no piece has.</summary>
    Byte = 6,
}

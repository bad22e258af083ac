namespace Tpt.Engine.Configuration;

/// <summary>How a text tower reads a text.</summary>
internal enum TextReading
{
    /// <summary>A token sees those before it; the text's features are those of its end-of-text token. What stands behind that changes nothing.</summary>
    Causal,

    /// <summary>The text is padded to the tower's whole context, every token sees all, padding included, and the features are those of the last position.</summary>
    Padded,
}

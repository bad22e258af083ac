namespace Tpt.Engine.Prompts;

/// <summary>Where the class name stands among the context vectors.</summary>
/// <example>
/// <code>
/// // Three vectors in front of the class name and three behind it.
/// var options = new TptClassifierOptions { Prompt = { Template = "a photo of {0} in the wild.", ClassTokenPosition = ClassTokenPosition.Middle } };
/// </code>
/// </example>
public enum ClassTokenPosition
{
    /// <summary>Behind the context: <c>[context] name.</c> The published setting.</summary>
    End,

    /// <summary>Inside the context: <c>[context, first part] name [context, rest].</c></summary>
    Middle,

    /// <summary>In front of the context: <c>name [context].</c></summary>
    Front,
}

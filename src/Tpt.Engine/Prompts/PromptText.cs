namespace Tpt.Engine.Prompts;

/// <summary>The text that is tokenised for a class name, in the reference's order: the context always in front of the name.</summary>
/// <param name="Before">What stands in front of the class name.</param>
/// <param name="After">What stands behind it.</param>
/// <param name="Layout">Which of its tokens give way to context vectors, and where those go.</param>
internal sealed record PromptText(string Before, string After, PromptLayout Layout)
{
    /// <summary>Whether <see cref="Before"/> is a placeholder for each context vector, and no words.</summary>
    public bool HasPlaceholders { get; init; }

    /// <summary>The same prompt in front of a model.</summary>
    public PromptText For(TextSide text) => this with
    {
        Layout = Layout with { StartLength = text.StartLength, IsPadded = !text.Network.Text.IsCausal },
    };

    public string Fill(string className) => $"{Before}{CleanName(className)}{After}";

    /// <summary>The class name as it is tokenised: the reference writes underscores as spaces.</summary>
    public static string CleanName(string className) => className.Replace('_', ' ').Trim();
}

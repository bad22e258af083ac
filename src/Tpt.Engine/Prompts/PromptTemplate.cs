using System.Globalization;

namespace Tpt.Engine.Prompts;

/// <summary>A prompt with a place for the class name: the words in front are the context, what follows stays as it is.</summary>
internal sealed class PromptTemplate
{
    private const string Placeholder = "{0}";
    private readonly string _before;
    private readonly string _after;

    /// <exception cref="ArgumentException">The text does not hold <c>{0}</c> exactly once.</exception>
    public PromptTemplate(string text, string parameterName)
    {
        var at = text.IndexOf(Placeholder, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(Placeholder, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new ArgumentException(
                $"{parameterName} is '{text}'; it must hold {{0}} exactly once, where the class name goes, as in 'a photo of a {{0}}.'.", parameterName);
        }
        // The reference writes underscores in prompts and names as spaces.
        (_before, _after) = (text[..at].Replace('_', ' '), text[(at + Placeholder.Length)..].Replace('_', ' '));
    }

    /// <summary>The words in front of the class name.</summary>
    public string Context => _before.TrimEnd();

    /// <summary>The number of words in front of the class name. The reference tunes one vector a word.</summary>
    public int ContextWordCount => Context.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public string Fill(string className) => string.Create(CultureInfo.InvariantCulture, $"{_before}{CleanName(className)}{_after}");

    public static string CleanName(string className) => className.Replace('_', ' ');
}

namespace Tpt.Engine;

/// <summary>A class and the names that it goes by: each fills the prompt template, their text features are averaged and they are tuned together.</summary>
/// <param name="ClassName">The class, as it appears in the results.</param>
/// <param name="Names">At least one name, synonym or description.</param>
public sealed record ClassPromptSet(string ClassName, IReadOnlyList<string> Names)
{
    /// <summary>A class that goes by its own name alone.</summary>
    /// <param name="className">The class.</param>
    public ClassPromptSet(string className) : this(className, [className])
    {
    }
}

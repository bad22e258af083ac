namespace Tpt.Engine.Prompts;

/// <summary>Checks the classes that a user names.</summary>
internal static class ClassNameList
{
    /// <exception cref="ArgumentException">There is no class, or one is blank, twice there or without a name to prompt with.</exception>
    public static void Validate(IReadOnlyList<ClassPromptSet> classes, string parameterName)
    {
        if (classes.Count == 0)
        {
            throw new ArgumentException("There are no class names. Name at least one class.", parameterName);
        }
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < classes.Count; i++)
        {
            var name = classes[i].ClassName;
            if (IsBlank(name))
            {
                throw new ArgumentException($"Class name {i} is blank. Every class needs a name, since the name is all that the model knows of it.", parameterName);
            }
            if (!seen.TryAdd(name, i))
            {
                throw new ArgumentException($"Class name '{name}' stands at {seen[name]} and at {i}. Class names must differ.", parameterName);
            }
            if (classes[i].Names.Count == 0 || classes[i].Names.Any(IsBlank))
            {
                throw new ArgumentException($"Class '{name}' has no name to prompt with, or a blank one.", parameterName);
            }
        }
    }

    /// <summary>A name of underscores alone is blank in the prompt.</summary>
    private static bool IsBlank(string name) => name is null || PromptText.CleanName(name).Length == 0;
}

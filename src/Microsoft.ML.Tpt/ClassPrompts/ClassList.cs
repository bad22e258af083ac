using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Checks a list of class names where it comes in, and gives it the form that the engine takes.</summary>
internal static class ClassList
{
    public static void Check(IReadOnlyList<string> classNames, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(classNames, parameterName);
        if (classNames.Count == 0)
            throw new ArgumentException("The list of class names is empty; it must have at least one name.", parameterName);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < classNames.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(classNames[i]))
                throw new ArgumentException($"Class name {i} is blank.", parameterName);
            if (!seen.Add(classNames[i]))
                throw new ArgumentException($"Class name {i}, '{classNames[i]}', occurs twice; class names must differ.", parameterName);
        }
    }

    public static void Check(IReadOnlyList<ClassPromptSet> classes, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(classes, parameterName);
        Check([.. classes.Select(c => c.ClassName)], parameterName);
        foreach (var (className, names) in classes)
        {
            if (names.Count == 0)
                throw new ArgumentException($"Class '{className}' has no name for its prompt.", parameterName);
            if (names.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException($"Class '{className}' has a blank name for its prompt.", parameterName);
        }
    }

    public static ClassPromptSet[] FromNames(IEnumerable<string> classNames) => [.. classNames.Select(name => new ClassPromptSet(name, [name]))];
}

using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>Checks a list of class names where it comes in, as the engine does, and gives it the form that the engine takes.</summary>
internal static class ClassList
{
    public static void Check(IReadOnlyList<string> classNames, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(classNames, parameterName);
        ClassNameList.Validate(FromNames(classNames), parameterName);
    }

    public static void Check(IReadOnlyList<ClassPromptSet> classes, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(classes, parameterName);
        ClassNameList.Validate(classes, parameterName);
    }

    public static ClassPromptSet[] FromNames(IEnumerable<string> classNames) => [.. classNames.Select(name => new ClassPromptSet(name, [name]))];
}

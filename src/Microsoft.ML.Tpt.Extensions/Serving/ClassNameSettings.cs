using Microsoft.ML.Tpt.ClassPrompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Checks the class names of a list as the engine does. What is wrong is said of the setting that has it: who writes settings has no code to change.</summary>
internal static class ClassNameSettings
{
    /// <param name="option">The option.</param>
    /// <param name="place">What stands before the index of a name in it: <c>animals:</c>; empty where the option is the list.</param>
    /// <param name="classNames">The names.</param>
    /// <exception cref="ArgumentException">A name is none that can be prompted with, or two are the same.</exception>
    public static void Require(string option, string place, IReadOnlyList<string> classNames)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, name) in classNames.Index())
        {
            if (name is not null && !seen.TryAdd(name, i))
            {
                throw new ArgumentException(Invariant($"{option} has a class that occurs twice: '{Excerpt.Of(name)}' is {place}{seen[name]} and {place}{i}. Leave one out, or give it another name. Lists of several sources of settings are merged by index."));
            }
        }
        try
        {
            ClassList.Check(classNames, option);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{option} has a fault{(place.Length == 0 ? "" : $" in the list '{place.TrimEnd(':')}'")}: {exception.Message}", exception);
        }
    }
}

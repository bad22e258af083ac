using System.Diagnostics.CodeAnalysis;
using Tpt.Engine.Tokenization;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Prompts;

/// <summary>Checks the classes that a user names, wherever they come in.</summary>
internal static class ClassNameList
{
    /// <summary>The prompts of a class set, all names of all classes: ImageNet-21k has 21,841 classes. Each takes 10 to 20 kB with a text tower of the size of ViT-B's, and 200 kB where prompts are padded.</summary>
    public const int MostPrompts = 100_000;

    /// <exception cref="ArgumentException">There is no class or there are too many, a name is none that can be prompted with, or two classes have the same.</exception>
    public static void Validate(IReadOnlyList<ClassPromptSet> classes, string parameterName)
    {
        if (classes.Count == 0)
        {
            throw new ArgumentException("There are no class names. Name at least one class; the list of class names is empty.", parameterName);
        }
        var promptCount = classes.Sum(set => (long)(set?.Names?.Count ?? 0));
        if (Math.Max(promptCount, classes.Count) > MostPrompts)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"There are {classes.Count} classes with {promptCount} names to prompt with; at most {MostPrompts} are taken, since every image is compared with each."), parameterName);
        }
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < classes.Count; i++)
        {
            var name = classes[i]?.ClassName;
            Require(FaultOf(name), FormattableString.Invariant($"Class name {i}"), name, parameterName);
            if (!seen.TryAdd(name!, i))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Class name '{Excerpt.Of(name!)}' stands at {seen[name!]} and at {i}. Class names must differ, and this one, '{Excerpt.Of(name!)}', occurs twice. ")
                    + $"Two classes may be prompted with one name: new ClassPromptSet(\"another class name\", [\"{Excerpt.Of(name!)}\"]).", parameterName);
            }
            ValidateNames(classes[i], parameterName);
        }
    }

    private static void ValidateNames(ClassPromptSet set, string parameterName)
    {
        if (set.Names is null or { Count: 0 })
        {
            throw new ArgumentException($"Class '{Excerpt.Of(set.ClassName)}' has no name to prompt with.", parameterName);
        }
        for (var i = 0; i < set.Names.Count; i++)
        {
            // Most classes go by their own name alone, which has been checked.
            if (!ReferenceEquals(set.Names[i], set.ClassName))
            {
                Require(FaultOf(set.Names[i]), FormattableString.Invariant($"Name {i} of class '{Excerpt.Of(set.ClassName)}'"), set.Names[i], parameterName);
            }
        }
    }

    /// <summary>What is wrong with a name, to follow what it is called in a sentence.</summary>
    private static string? FaultOf(string? name)
    {
        if (IsBlank(name))
        {
            return "is blank. Every class needs a name, since the name is all that the model knows of it";
        }
        return PromptPart.FaultOf(name)
            ?? (ClipTextNormalizer.Normalize(PromptText.CleanName(name)).Length > 0 ? null : "must have a character that CLIP's tokenizer reads; it leaves out control characters and the like");
    }

    /// <summary>A name of underscores alone is blank in the prompt.</summary>
    private static bool IsBlank([NotNullWhen(false)] string? name) => name is null || PromptText.CleanName(name).Length == 0;

    private static void Require(string? fault, string what, string? name, string parameterName)
    {
        if (fault is not null)
        {
            throw new ArgumentException(IsBlank(name) ? $"{what} {fault}." : $"{what}, '{Excerpt.Of(name)}', {fault}.", parameterName);
        }
    }
}

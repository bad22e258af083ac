using System.Runtime.InteropServices;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Prompts;

/// <summary>
/// Refuses classes that the model cannot tell apart: names that differ may become the same tokens, as <c>Cat</c> and <c>cat</c>,
/// <c>hot_dog</c> and <c>hot dog</c>, or an accented letter as one character and as two. Both classes would get the same score
/// whatever the image. Classes that were given the very same names are taken: ImageNet has two classes that are called missile.
/// </summary>
internal static class DistinctPrompts
{
    /// <param name="prompts">All prompts, class by class.</param>
    /// <param name="layout">What the text tower reads of them.</param>
    /// <param name="classes">The classes that they were made of.</param>
    /// <exception cref="ArgumentException">Two classes have other names and the same prompts: the message has both classes, their names and the fix.</exception>
    public static void Require(IReadOnlyList<PromptTokens> prompts, PromptLayout layout, IReadOnlyList<ClassPromptSet> classes)
    {
        var numbers = new Dictionary<int[], int>(new SameNumbers());
        var firstWith = new Dictionary<int[], int>(new SameNumbers());
        foreach (var ofClass in prompts.GroupBy(prompt => prompt.ClassIndex, prompt => NumberOf(layout.Suffix(prompt))))
        {
            // As a set: how often a class has a prompt, and in which place, does not tell it from another class.
            int[] set = [.. ofClass.Distinct().Order()];
            if (!firstWith.TryAdd(set, ofClass.Key) && !HaveTheSameNames(classes[firstWith[set]], classes[ofClass.Key]))
            {
                throw Indistinct(classes[firstWith[set]], classes[ofClass.Key], nameof(classes));
            }
        }

        int NumberOf(int[] tokens)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, tokens, out var isThere);
            return number = isThere ? number : numbers.Count;
        }
    }

    private static bool HaveTheSameNames(ClassPromptSet a, ClassPromptSet b) => a.Names.ToHashSet(StringComparer.Ordinal).SetEquals(b.Names);

    private static ArgumentException Indistinct(ClassPromptSet a, ClassPromptSet b, string parameterName)
        => new($"Classes '{Excerpt.Of(a.ClassName)}' and '{Excerpt.Of(b.ClassName)}' cannot be told apart: the prompts of '{Excerpt.Of([.. a.Names], "', '")}' and of "
            + $"'{Excerpt.Of([.. b.Names], "', '")}' become the same tokens. Case, underscores, white space and the encoding of accents do not count. "
            + "Remove one class, or give it another name to prompt with. If both are meant, give both the same name: "
            + $"new ClassPromptSet(\"{Excerpt.Of(b.ClassName)}\", [\"{Excerpt.Of(a.Names[0])}\"]). In ML.NET, AddClassPrompts takes such classes.", parameterName);

    private sealed class SameNumbers : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? a, int[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(int[] numbers)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes<int>(numbers));
            return hash.ToHashCode();
        }
    }
}

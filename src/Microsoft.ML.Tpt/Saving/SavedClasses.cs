using Microsoft.ML.Tpt.ClassPrompts;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Classes in a saved state.</summary>
/// <remarks>Format: their number (int), and for each its name (string), the number of names in prompts (int), and these (strings).</remarks>
internal static class SavedClasses
{
    public static void Write(BinaryWriter writer, IReadOnlyList<ClassPromptSet> classes)
    {
        writer.Write(classes.Count);
        foreach (var (className, names) in classes)
        {
            writer.Write(className);
            writer.Write(names.Count);
            foreach (var name in names)
            {
                writer.Write(name);
            }
        }
    }

    /// <exception cref="InvalidDataException">There are more than can be, or they are not what <see cref="ClassList"/> allows.</exception>
    public static ClassPromptSet[] Read(StateReader reader)
    {
        var classes = new ClassPromptSet[reader.ReadCount("classes", leastBytes: 1 + sizeof(int), ClassNameList.MostPrompts)];
        var namesLeft = ClassNameList.MostPrompts;
        for (var i = 0; i < classes.Length; i++)
        {
            var className = reader.ReadText(Invariant($"the name of class {i}"));
            var names = new string[reader.ReadCount(Invariant($"names of class {i}"), leastBytes: 1, namesLeft)];
            namesLeft -= names.Length;
            for (var j = 0; j < names.Length; j++)
            {
                names[j] = reader.ReadText(Invariant($"name {j} of class {i}"));
            }

            classes[i] = new ClassPromptSet(className, names);
        }
        return reader.Check(() =>
        {
            ClassList.Check(classes, nameof(classes));
            return classes;
        });
    }
}

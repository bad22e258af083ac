using Microsoft.ML.Runtime;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Writes and reads a <see cref="ClassPromptsTransformer"/>, and the classes of a <see cref="TptTransformer"/>.</summary>
/// <remarks>Format 1: <see cref="FormatVersion"/>, output column, template (strings), classes: their number and for each its name, the number of names in prompts, and these.</remarks>
internal static class ClassPromptsFile
{
    private const int Newest = 1;

    public static void Write(BinaryWriter writer, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
    {
        FormatVersion.Write(writer, Newest);
        writer.Write(outputColumnName);
        writer.Write(template);
        WriteClasses(writer, classes);
    }

    public static ClassPromptsTransformer Read(IHostEnvironment environment, BinaryReader reader)
    {
        FormatVersion.Read(reader, Newest);
        var outputColumnName = reader.ReadString();
        var template = reader.ReadString();
        return new ClassPromptsTransformer(environment, outputColumnName, ReadClasses(reader), template);
    }

    public static void WriteClasses(BinaryWriter writer, IReadOnlyList<ClassPromptSet> classes)
    {
        writer.Write(classes.Count);
        foreach (var (className, names) in classes)
        {
            writer.Write(className);
            writer.Write(names.Count);
            foreach (var name in names) writer.Write(name);
        }
    }

    public static ClassPromptSet[] ReadClasses(BinaryReader reader)
    {
        var classes = new ClassPromptSet[reader.ReadInt32()];
        for (var i = 0; i < classes.Length; i++)
        {
            var className = reader.ReadString();
            var names = new string[reader.ReadInt32()];
            for (var j = 0; j < names.Length; j++) names[j] = reader.ReadString();
            classes[i] = new ClassPromptSet(className, names);
        }
        return classes;
    }
}

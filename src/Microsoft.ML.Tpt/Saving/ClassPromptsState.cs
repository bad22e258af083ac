using Microsoft.ML.Runtime;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>What is saved of a <see cref="ClassPromptsTransformer"/>.</summary>
/// <param name="OutputColumnName">The output column.</param>
/// <param name="Template">The prompt.</param>
/// <param name="Classes">The classes.</param>
/// <remarks>Format 2: output column, template (strings), <see cref="SavedClasses"/>, sealed by <see cref="SealedState"/>; format 1: the same, not sealed.</remarks>
internal sealed record ClassPromptsState(string OutputColumnName, string Template, IReadOnlyList<ClassPromptSet> Classes)
{
    private const int Newest = 2;

    public void Write(BinaryWriter writer) => SealedState.Write(writer, Newest, WriteFields, (state, _) => ReadFields(state));

    public static ClassPromptsTransformer Load(IHostEnvironment environment, StateReader reader)
    {
        var version = FormatVersion.Read(reader, Newest);
        var sealedState = version.Format >= 2 ? SealedState.Open(reader, version) : reader;
        var state = ReadFields(sealedState);
        reader.RequireEnd();
        return reader.Check(() => new ClassPromptsTransformer(environment, state.OutputColumnName, state.Classes, state.Template));
    }

    private static ClassPromptsState ReadFields(StateReader reader)
    {
        var state = new ClassPromptsState(reader.ReadText("the name of the output column"), reader.ReadText("the template"), SavedClasses.Read(reader));
        reader.RequireEnd();
        return state;
    }

    private void WriteFields(BinaryWriter writer)
    {
        writer.Write(OutputColumnName);
        writer.Write(Template);
        SavedClasses.Write(writer, Classes);
    }
}

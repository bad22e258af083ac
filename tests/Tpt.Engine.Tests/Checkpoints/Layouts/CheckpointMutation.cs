namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// A difference from the control that a loader could pass over without a word. It must be refused in words, or be read as what it says,
/// which is never the control.
/// </summary>
/// <param name="Write">Writes the model with the difference into a folder, and says how it is loaded.</param>
/// <param name="Words">A refusal must have one of them.</param>
internal sealed record CheckpointMutation(Func<SampleModel, string, ModelOptions> Write, params string[] Words)
{
    /// <summary>Writes what the mutated files must be read as, if they are read; null where anything but the control will do.</summary>
    public Func<SampleModel, string, ModelOptions>? Meaning { get; init; }

    /// <summary>What must show in the model, if it is read.</summary>
    public Func<ModelReading, bool> Shows { get; init; } = _ => true;

    /// <summary>The rows of the token embedding behind those of the tokenizer.</summary>
    public int ExtraTokens { get; init; }

    /// <summary>Whether the model's activation is QuickGELU.</summary>
    public bool QuickGelu { get; init; } = true;

    /// <summary>The control with one JSON file changed.</summary>
    public static Func<SampleModel, string, ModelOptions> Change(Func<SampleModel, string, ModelOptions> control, string file, Action<System.Text.Json.Nodes.JsonObject> change)
        => (model, folder) =>
        {
            var options = control(model, folder);
            SampleFiles.ChangeJson(folder, file, change);
            return options;
        };
}

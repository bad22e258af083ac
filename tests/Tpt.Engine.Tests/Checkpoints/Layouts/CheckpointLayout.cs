namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>A way to write a model's files.</summary>
/// <param name="Write">Writes the model into a folder, and says how what is there is loaded.</param>
/// <param name="SaysGelu">Whether a model whose activation is GELU can be written so.</param>
internal sealed record CheckpointLayout(Func<SampleModel, string, ModelOptions> Write, bool SaysGelu = true);

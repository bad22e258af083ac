using System.Text.Json.Nodes;
using Tpt.Cli.Batch.Manifests;

namespace Tpt.Cli.Batch.Plans;

/// <summary>What the scores of a job depend on beside its pictures.</summary>
/// <param name="Engine">The version of the engine.</param>
/// <param name="Model">The files of the model: name to SHA-256.</param>
/// <param name="Options">The options of the ML.NET transformer, as a saved model has them.</param>
/// <param name="Classes">The classes: the label, and behind it the names for the prompt.</param>
/// <param name="CascadeMargin">Below what lead of the zero-shot scores all views are looked at; null for all views of every picture.</param>
/// <param name="PictureCheck">By what a worker knows the pictures again.</param>
internal sealed record PlannedScoring(string Engine, JsonObject Model, JsonObject Options, IReadOnlyList<IReadOnlyList<string>> Classes, double? CascadeMargin, PictureCheck PictureCheck);

using Tpt.Engine.Methods;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>A method in an application's own JSON: <c>{"Name": "PromptTuning", "Steps": 2}</c>.</summary>
internal sealed class MethodJson() : NamedOptionsJson<MethodOptions>("method");

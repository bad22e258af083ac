using Tpt.Engine.Gates;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>A gate in an application's own JSON: <c>{"Name": "AgreementGate", "Threshold": 0.8}</c>.</summary>
internal sealed class GateJson() : NamedOptionsJson<GateOptions>("gate");

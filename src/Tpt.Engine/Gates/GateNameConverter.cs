using Tpt.Engine.Validation;

namespace Tpt.Engine.Gates;

/// <summary>The text by which configuration files name a gate, to its options: <c>"AgreementGate; Threshold=0.8"</c>.</summary>
internal sealed class GateNameConverter() : NamedOptionsConverter("gate", GateOptions.All);

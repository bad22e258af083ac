using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods;

/// <summary>The text by which configuration files name a method, to its options: <c>"ConfidentViewAveraging; SelectionFraction=0.25"</c>.</summary>
internal sealed class MethodNameConverter() : NamedOptionsConverter("method", MethodOptions.All);

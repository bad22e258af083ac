using System.Text.Json.Serialization;

namespace Microsoft.ML;

/// <summary>The options as JSON, with every field of both option classes, enumerations by name. Made at compile time, so it works in a trimmed application.</summary>
[JsonSourceGenerationOptions(IncludeFields = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TptOptions))]
internal sealed partial class TptOptionsJson : JsonSerializerContext;

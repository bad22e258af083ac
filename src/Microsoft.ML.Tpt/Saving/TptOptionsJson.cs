using System.Text.Json.Serialization;

namespace Microsoft.ML;

/// <summary>The options as JSON, with every field of both option classes, enumerations by name. A member that there is not is an error: it may change the scores. Made at compile time, so it works in a trimmed application.</summary>
[JsonSourceGenerationOptions(IncludeFields = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TptOptions))]
internal sealed partial class TptOptionsJson : JsonSerializerContext;

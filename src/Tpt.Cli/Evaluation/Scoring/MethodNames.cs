using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tpt.Engine.Methods;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>What reports call methods: the name, and behind it the settings that are not the published ones.</summary>
internal static class MethodNames
{
    public const string ZeroShot = "zero-shot";

    private static readonly JsonSerializerOptions _settings = new() { Converters = { new JsonStringEnumConverter() } };

    public static string ZeroShotWith(int templates) => templates == 1 ? $"{ZeroShot}, 1 template" : FormattableString.Invariant($"{ZeroShot}, {templates} templates");

    /// <summary><c>PromptTuning; Steps=2</c>, as it can be given to <c>--method</c> again.</summary>
    public static string Of(MethodOptions method)
    {
        var published = SettingsOf((MethodOptions)Activator.CreateInstance(method.GetType())!);
        var changed = SettingsOf(method).Where(setting => !JsonNode.DeepEquals(setting.Value, published[setting.Key]));
        return string.Concat([method.Name, .. changed.Select(setting => $"; {setting.Key}={setting.Value}")]);
    }

    /// <summary>All settings of a method, by name.</summary>
    public static JsonObject SettingsOf(MethodOptions method) => JsonSerializer.SerializeToNode(method, method.GetType(), _settings)!.AsObject();
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tpt.Engine;
using Tpt.Engine.Methods;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>What reports call methods: the name, and behind it the settings that are not the published ones.</summary>
internal static class MethodNames
{
    public const string ZeroShot = "zero-shot";

    private static readonly JsonSerializerOptions _settings = new() { Converters = { new JsonStringEnumConverter() } };

    public static string ZeroShotWith(int templates) => templates == 1 ? $"{ZeroShot}, 1 template" : FormattableString.Invariant($"{ZeroShot}, {templates} templates");

    /// <summary><c>PromptTuning; Steps=2</c>, as it can be given to <c>--method</c> again.</summary>
    public static string Of(MethodOptions method) => Of(method, method.Name);

    /// <summary><c>PromptTuning; Steps=2 + ConfidenceMatching + AgreementGate; Threshold=0.8</c></summary>
    public static string Of(ComparedMethod method) => string.Join(" + ",
    [
        Of(method.Method),
        .. method.Calibration is { } calibration ? new[] { Of(calibration, calibration.Name) } : [],
        .. method.Gate is { } gate ? new[] { Of(gate, gate.Name) } : [],
    ]);

    /// <summary>All settings of a method, a calibration or a gate, by name.</summary>
    public static JsonObject SettingsOf(object options) => JsonSerializer.SerializeToNode(options, options.GetType(), _settings)!.AsObject();

    private static string Of(object options, string name)
    {
        var published = SettingsOf(Activator.CreateInstance(options.GetType())!);
        var changed = SettingsOf(options).Where(setting => !JsonNode.DeepEquals(setting.Value, published[setting.Key]));
        return string.Concat([name, .. changed.Select(setting => $"; {setting.Key}={setting.Value}")]);
    }
}

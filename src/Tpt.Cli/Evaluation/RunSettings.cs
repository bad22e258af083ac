using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Pictures;
using Tpt.Engine;

namespace Tpt.Cli.Evaluation;

/// <summary>What scores depend on beside the set, as <c>run.json</c> has it.</summary>
internal static class RunSettings
{
    private static readonly JsonSerializerOptions _settings = new() { Converters = { new JsonStringEnumConverter() } };

    /// <param name="model">The model. Its files count by name and SHA-256, wherever they lie.</param>
    /// <param name="options">What the methods share, with the prompt that is in use.</param>
    /// <param name="methods">The methods beside zero-shot.</param>
    /// <param name="reader">What reads the pictures.</param>
    public static JsonObject Of(ClipModel model, TptClassifierOptions options, IReadOnlyList<ComparedMethod> methods, PictureReader reader) => new()
    {
        // Another version, or a device of another type, may give other bits.
        ["engine"] = typeof(ClipModel).Assembly.GetName().Version!.ToString(3),
        ["device"] = model.Device.type.ToString().ToLowerInvariant(),
        ["model"] = FilesOf(model),
        ["prompt"] = JsonSerializer.SerializeToNode(options.Prompt, _settings),
        ["views"] = JsonSerializer.SerializeToNode(options.Views, _settings),
        ["approximations"] = JsonSerializer.SerializeToNode(options.Approximations, _settings),
        ["methods"] = new JsonArray([.. methods.Select(Of)]),
        ["pictures_read_by"] = new JsonObject { ["decoder"] = reader.DecoderName, ["exif"] = reader.AppliesExifOrientation },
    };

    private static JsonObject Of(ComparedMethod method)
    {
        var settings = new JsonObject { [method.Method.Name] = MethodNames.SettingsOf(method.Method) };
        if (method.Calibration is { } calibration)
        {
            settings["calibration"] = new JsonObject { [calibration.Name] = MethodNames.SettingsOf(calibration) };
        }
        if (method.Gate is { } gate)
        {
            settings["gate"] = new JsonObject { [gate.Name] = MethodNames.SettingsOf(gate) };
        }
        return settings;
    }

    private static JsonObject FilesOf(ClipModel model)
    {
        var files = new JsonObject();
        foreach (var file in model.Files.OrderBy(file => Path.GetFileName(file.Path), StringComparer.Ordinal).ThenBy(file => file.Sha256, StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file.Path);
            files[files.ContainsKey(name) ? $"{name} ({file.Sha256[..8]})" : name] = file.Sha256;
        }
        return files;
    }
}

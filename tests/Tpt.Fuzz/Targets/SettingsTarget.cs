using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Calibration;
using Tpt.Engine.Devices;
using Tpt.Engine.Gates;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Validation;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Settings of any value, as JSON with the paths of the options (<c>Views.Count</c>): refused where they are made, or a small picture is classified with them.</summary>
internal sealed class SettingsTarget : IFuzzTarget
{
    private const string Component = "component.json";
    private const string Engine = "engine.json";

    /// <summary>The options of which there are several kinds, and the kinds by name.</summary>
    private static readonly Dictionary<string, IReadOnlyDictionary<string, Type>> _kinds = new()
    {
        [nameof(TptOptions.Method)] = MethodOptions.All,
        [nameof(TptOptions.Calibration)] = CalibrationOptions.All,
        [nameof(TptOptions.Gate)] = GateOptions.All,
    };

    /// <summary>Where models lie and which device computes is not what this target is about.</summary>
    private static readonly string[] _left =
    [
        "Model.Path", "Model.TokenizerFolder", "Model.Pretrained", "Model.ImageTowerPath", "Model.GpuDeviceId", "Model.FallbackToCpu",
        nameof(TptOptions.Progress), nameof(TptOptions.FitProgress), nameof(TptOptions.CancellationToken),
    ];

    private static readonly JsonSerializerOptions _json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly string[] _texts =
    [
        "", " ", "a", "Score", "Image", "a photo of a {0}.", "{0}", "{0} {0}", "no place", "{0} at the end of {1}", "\0", "\u00e9", "\U0001F355", "&amp;amp;amp;lt;",
        "\u03a3\u03a3\u03a3", "e\u0301", "\ufeff", "<|endoftext|>", "a\tb\nc", "nowhere.safetensors",
    ];

    /// <summary>Every option by its path; those of a kind once, whichever kinds have it.</summary>
    private static readonly Dictionary<string, Type> _options = Options(typeof(TptOptions), "")
        .Concat(_kinds.SelectMany(option => option.Value.Values.SelectMany(kind => Options(kind, $"{option.Key}."))))
        .Where(option => !_left.Contains(option.Path)).DistinctBy(option => option.Path).ToDictionary(option => option.Path, option => option.Type);

    private static readonly string[] _paths = [.. _kinds.Keys, .. _options.Keys];

    private readonly MLContext _context = new(1);
    private readonly string _modelPath;
    private readonly ClipModel _model;

    public SettingsTarget(string folder)
    {
        _modelPath = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _model = ClipModel.Load(new ModelOptions { Path = _modelPath, GpuDeviceId = TorchDevice.CpuId });
    }

    public IReadOnlyList<string> Kinds { get; } = [Component, Engine];

    public FuzzInput Create(Pcg random)
    {
        var settings = new Dictionary<string, object?>();
        for (var count = 1 + random.Below(4); count > 0; count--)
        {
            var path = random.Pick(_paths);
            settings[path] = _kinds.TryGetValue(path, out var kinds) ? random.Pick<string>([.. kinds.Keys, "Magic"]) : Value(_options[path], random);
        }
        return new FuzzInput(random.OneIn(2) ? Component : Engine, JsonSerializer.SerializeToUtf8Bytes(settings, _json));
    }

    public bool Run(FuzzInput input)
    {
        if (!TryRead(input.Bytes, out var options))
        {
            return false;       // no settings at all, as where a kept input is made smaller
        }
        Oracle.CheckScores(input.Kind == Component ? ScoreByComponent(options) : ScoreByEngine(options));
        return true;
    }

    public void Dispose() => _model.Dispose();

    private bool TryRead(byte[] json, out TptOptions options)
    {
        options = RowScoring.Options(_modelPath);
        options.Views.Count = 2;
        try
        {
            using var settings = JsonDocument.Parse(json);
            // The method, the calibration and the gate first: the others may be options of them.
            foreach (var setting in settings.RootElement.EnumerateObject().OrderByDescending(setting => _kinds.ContainsKey(setting.Name)))
            {
                Set(options, setting);
            }
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private float[] ScoreByComponent(TptOptions options)
    {
        // What a label or prompts column gives, and the names of columns that are not there, is the data's matter.
        var rows = _context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(rows);
        var scored = transformer.Transform(rows);
        return [.. Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float[]>(scored, options.ScoreColumnName).Single()];
    }

    private float[] ScoreByEngine(TptOptions options)
    {
        using var classifier = new TptClassifier(_model, options.ClassNames ?? ["cat"], new TptClassifierOptions { Prompt = options.Prompt, Views = options.Views, Method = options.Method, Calibration = options.Calibration, Gate = options.Gate, Approximations = options.Approximations });
        return classifier.Predict(ImagePixels.FromGray(new byte[24 * 20], 24, 20)).Scores.ToArray();
    }

    private static void Set(TptOptions options, JsonProperty setting)
    {
        if (_kinds.TryGetValue(setting.Name, out var kinds))
        {
            if (setting.Value.GetString() is { } chosen && kinds.TryGetValue(chosen, out var kind))
            {
                // A thousand steps of preparation are a matter of time alone.
                typeof(TptOptions).GetProperty(setting.Name)!.SetValue(options, Activator.CreateInstance(kind) is FlatPromptOptions flat ? flat with { PreparationSteps = 5 } : Activator.CreateInstance(kind));
            }
            return;
        }
        if (!_options.TryGetValue(setting.Name, out var type))
        {
            return;
        }
        object? group = options;
        var name = setting.Name.Split('.');
        foreach (var part in name[..^1])
        {
            group = group?.GetType().GetProperty(part)!.GetValue(group);
        }
        // An option of a kind that is not the chosen one changes nothing.
        group?.GetType().GetProperty(name[^1])?.SetValue(group, setting.Value.Deserialize(type, _json));
    }

    private static IEnumerable<(string Path, Type Type)> Options(Type group, string path) => group.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && !_kinds.ContainsKey(path + property.Name) && property.Name != nameof(MethodOptions.Name))
        .SelectMany(property => typeof(IOptionGroup).IsAssignableFrom(property.PropertyType)
            ? Options(property.PropertyType, $"{path}{property.Name}.")
            : [(path + property.Name, property.PropertyType)]);

    private static object? Value(Type type, Pcg random)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return random.OneIn(6) ? null : Value(underlying, random);
        }
        if (type.IsEnum)
        {
            return random.Pick<int>([0, 1, 2, 3, -1, 99, int.MaxValue]);
        }
        if (type == typeof(long))
        {
            // A limit below the picture's own 720 pixels would be right, and leave it without scores.
            return random.Pick<long>([long.MinValue, -1, 0, 720, 1 << 24, (1L << 29) - 1, 1L << 29, long.MaxValue]);
        }
        return type == typeof(int) ? random.Pick<int>([-1, 0, 1, 2, 3, 5, 8, 33, 100_000, 1_000_000_000, int.MaxValue, int.MinValue])
            : type == typeof(double) ? random.Pick<double>([0, 1, 0.5, 0.1, 1e-3, 0.999, 1.5, -1, 1e-300, 1e6, 3e38, 1e39, 1e300, double.MaxValue, double.NaN, double.PositiveInfinity, double.Epsilon])
            : type == typeof(bool) ? random.OneIn(2)
            : type == typeof(string) ? Text(random)
            : Enumerable.Range(0, random.Below(4)).Select(_ => Text(random)).ToArray();
    }

    private static string? Text(Pcg random) => random.Below(12) switch
    {
        0 => null,
        1 => string.Concat(Enumerable.Repeat(random.Pick(_texts), random.Pick<int>([3, 100, 10_000, 100_000]))),
        _ => random.Pick(_texts),
    };
}

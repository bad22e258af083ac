using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Mutation;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Targets;

/// <summary>Settings of any value, as JSON with the names of the options' fields: refused where they are made, or a small picture is classified with them.</summary>
internal sealed class SettingsTarget : IFuzzTarget
{
    private const string Component = "component.json";
    private const string Engine = "engine.json";

    /// <summary>Where models lie and which device computes is not what this target is about.</summary>
    private static readonly string[] _left = [nameof(TptOptions.ModelPath), nameof(TptOptions.TokenizerFolder), nameof(TptOptions.GpuDeviceId), nameof(TptOptions.FallbackToCpu), nameof(TptOptions.Progress), nameof(TptOptions.CancellationToken)];

    private static readonly JsonSerializerOptions _json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly string[] _texts =
    [
        "", " ", "a", "Score", "Image", "a photo of a {0}.", "{0}", "{0} {0}", "no place", "{0} at the end of {1}", "\0", "\u00e9", "\U0001F355", "&amp;amp;amp;lt;",
        "\u03a3\u03a3\u03a3", "e\u0301", "\ufeff", "<|endoftext|>", "a\tb\nc", "nowhere.safetensors",
    ];

    private static readonly FieldInfo[] _fields = [.. typeof(TptOptions).GetFields(BindingFlags.Public | BindingFlags.Instance).Where(field => !_left.Contains(field.Name))];

    private readonly MLContext _context = new(1);
    private readonly string _modelPath;
    private readonly ClipModel _model;

    public SettingsTarget(string folder)
    {
        _modelPath = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _model = ClipModel.Load(_modelPath, CPU);
    }

    public IReadOnlyList<string> Kinds { get; } = [Component, Engine];

    public FuzzInput Create(Pcg random)
    {
        var settings = new Dictionary<string, object?>();
        for (var count = 1 + random.Below(4); count > 0; count--)
        {
            var field = random.Pick(_fields);
            settings[field.Name] = Value(field.FieldType, random);
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
        options.Views = 2;
        try
        {
            using var settings = JsonDocument.Parse(json);
            foreach (var setting in settings.RootElement.EnumerateObject())
            {
                if (_fields.FirstOrDefault(field => field.Name == setting.Name) is { } field)
                {
                    field.SetValue(options, setting.Value.Deserialize(field.FieldType, _json));
                }
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
        using var classifier = new TptClassifier(_model, options.ClassNames ?? ["cat"], options);
        return classifier.Predict(ImagePixels.FromGray(new byte[24 * 20], 24, 20)).Scores.ToArray();
    }

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

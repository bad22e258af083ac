using System.Text.Json;
using System.Text.Json.Serialization;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The options of format 1, in which all were members of one object. What a file lacks has the default that it had then.</summary>
internal sealed record Format1Options
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private enum MethodName
    {
        PromptTuning,
        ConfidentViewAveraging,
    }

    [JsonInclude] private string? ClassPromptsColumnName { get; init; }
    [JsonInclude] private string? LabelColumnName { get; init; }
    [JsonInclude] private string ImageColumnName { get; init; } = "Image";
    [JsonInclude] private string OutputColumnName { get; init; } = "PredictedLabel";
    [JsonInclude] private string ScoreColumnName { get; init; } = "Score";
    [JsonInclude] private string? ZeroShotScoreColumnName { get; init; }
    [JsonInclude] private string? EntropyColumnName { get; init; }
    [JsonInclude] private string? ZeroShotEntropyColumnName { get; init; }
    [JsonInclude] private string? SelectedViewsColumnName { get; init; }
    [JsonInclude] private string? ContextColumnName { get; init; }
    [JsonInclude] private string? ModelPath { get; init; }
    [JsonInclude] private string? TokenizerFolder { get; init; }
    [JsonInclude] private bool? QuickGelu { get; init; }
    [JsonInclude] private TptPrecision Precision { get; init; } = TptPrecision.Float32;
    [JsonInclude] private int? ViewChunkSize { get; init; }
    [JsonInclude] private bool MeasureViewChunkSize { get; init; }
    [JsonInclude] private TptModelStorage? ModelStorage { get; init; }
    [JsonInclude] private int BatchSize { get; init; } = 4;
    [JsonInclude] private bool ApplyExifOrientation { get; init; }
    [JsonInclude] private string? PromptTemplate { get; init; }
    [JsonInclude] private ClassTokenPosition ClassTokenPosition { get; init; }
    [JsonInclude] private ContextInitialization ContextInitialization { get; init; }
    [JsonInclude] private int? ContextTokens { get; init; }
    [JsonInclude] private string? SoftPromptPath { get; init; }
    [JsonInclude] private string[]? ZeroShotTemplates { get; init; }
    [JsonInclude] private MethodName Method { get; init; }
    [JsonInclude] private int Views { get; init; } = 64;
    [JsonInclude] private double SelectionFraction { get; init; } = 0.1;
    [JsonInclude] private int Steps { get; init; } = 1;
    [JsonInclude] private double LearningRate { get; init; } = 5e-3;
    [JsonInclude] private double WeightDecay { get; init; } = 0.01;
    [JsonInclude] private double CropScaleMin { get; init; } = 0.08;
    [JsonInclude] private double CropScaleMax { get; init; } = 1;
    [JsonInclude] private double FlipProbability { get; init; } = 0.5;
    [JsonInclude] private ViewAugmentation Augmentation { get; init; }
    [JsonInclude] private int AugMixSeverity { get; init; } = 1;
    [JsonInclude] private bool ShareTextPasses { get; init; }
    [JsonInclude] private double PruningTolerance { get; init; }
    [JsonInclude] private double FirstOrderTolerance { get; init; }
    [JsonInclude] private int FirstOrderRank { get; init; } = 64;
    [JsonInclude] private double TokenMerging { get; init; }
    [JsonInclude] private double ExactMargin { get; init; }
    [JsonInclude] private int? ClassChunkSize { get; init; }
    [JsonInclude] private AlphaHandling Alpha { get; init; }
    [JsonInclude] private int? Seed { get; init; }

    /// <exception cref="JsonException">The text is no JSON, or has a member that format 1 did not have, or tokens that were merged, which nothing does any more.</exception>
    public static TptOptions? Read(string json)
    {
        var options = JsonSerializer.Deserialize<Format1Options>(json, _settings);
        return options is { TokenMerging: not 0 }
            ? throw new JsonException(Invariant($"'TokenMerging' is {options.TokenMerging}, and this version merges no tokens; {nameof(ApproximationOptions.PatchDropout)} takes its place: fit the pipeline anew"))
            : options?.ToOptions();
    }

    private TptOptions ToOptions() => new()
    {
        ClassPromptsColumnName = ClassPromptsColumnName,
        ClassesFromColumnName = LabelColumnName,
        InputColumnName = ImageColumnName,
        PredictedLabelColumnName = OutputColumnName,
        ScoreColumnName = ScoreColumnName,
        ZeroShotScoreColumnName = ZeroShotScoreColumnName,
        EntropyColumnName = EntropyColumnName,
        ZeroShotEntropyColumnName = ZeroShotEntropyColumnName,
        SelectedViewsColumnName = SelectedViewsColumnName,
        ContextColumnName = ContextColumnName,
        ModelStorage = ModelStorage,
        BatchSize = BatchSize,
        Prompt = ToPrompt(),
        Views = ToViews(),
        Method = ToMethod(),
        Approximations = ToApproximations(),
        Model = new ModelOptions
        {
            Path = ModelPath,
            TokenizerFolder = TokenizerFolder,
            QuickGelu = QuickGelu,
            ViewChunkSize = ViewChunkSize,
            MeasureViewChunkSize = MeasureViewChunkSize,
            ClassChunkSize = ClassChunkSize,
        },
        Images = new TptImageOptions { Alpha = Alpha, ApplyExifOrientation = ApplyExifOrientation },
    };

    private PromptOptions ToPrompt() => new()
    {
        Template = PromptTemplate,
        ClassTokenPosition = ClassTokenPosition,
        ContextInitialization = ContextInitialization,
        ContextTokens = ContextTokens,
        SoftPromptPath = SoftPromptPath,
        ZeroShotTemplates = ZeroShotTemplates,
    };

    private ViewOptions ToViews() => new()
    {
        Count = Views,
        CropScaleMin = CropScaleMin,
        CropScaleMax = CropScaleMax,
        FlipProbability = FlipProbability,
        Augmentation = Augmentation,
        AugMixSeverity = AugMixSeverity,
        Seed = Seed,
    };

    private MethodOptions ToMethod() => Method == MethodName.PromptTuning
        ? new PromptTuningOptions { Steps = Steps, SelectionFraction = SelectionFraction, LearningRate = LearningRate, WeightDecay = WeightDecay }
        : new ConfidentViewAveragingOptions { SelectionFraction = SelectionFraction };

    private ApproximationOptions ToApproximations() => new()
    {
        Precision = Precision,
        PruningTolerance = PruningTolerance,
        FirstOrderTolerance = FirstOrderTolerance,
        FirstOrderRank = FirstOrderRank,
        SharePasses = ShareTextPasses,
        ExactMargin = ExactMargin,
    };
}

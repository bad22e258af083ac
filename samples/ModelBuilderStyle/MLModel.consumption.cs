using Microsoft.ML;
using Microsoft.ML.Data;

namespace ModelBuilderStyle;

/// <summary>The model that the sample trains, uses and evaluates, in the layout that Model Builder generates.</summary>
internal static partial class MLModel
{
    /// <summary>One image as the model takes it.</summary>
    public sealed class ModelInput
    {
        /// <summary>The image's path.</summary>
        public string ImageSource { get; set; } = "";

        /// <summary>The name of the image's class; empty where it is not known. The model does not read it.</summary>
        public string Label { get; set; } = "";
    }

    /// <summary>One image as the model gives it back.</summary>
    public sealed class ModelOutput
    {
        public string ImageSource { get; set; } = "";

        public string Label { get; set; } = "";

        /// <summary>The name of the class with the highest adapted probability.</summary>
        public string PredictedClass { get; set; } = "";

        /// <summary>The adapted probability of each class.</summary>
        public float[] Score { get; set; } = [];

        /// <summary>The zero-shot probability of each class: CLIP as it is.</summary>
        public float[] ZeroShotScore { get; set; } = [];
    }

    /// <summary>Where the saved model is.</summary>
    public static string ModelPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "MLModel.zip");

    /// <summary>An engine over the saved model, made at the first prediction. It serves one thread at a time.</summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine);

    /// <summary>Classifies one image.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    /// <summary>Classifies one image and gives the adapted probability of every class, the highest first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input)
    {
        var scores = Predict(input).Score;
        return GetClassNames(PredictEngine.Value.OutputSchema)
            .Select((name, k) => KeyValuePair.Create(name, scores[k]))
            .OrderByDescending(pair => pair.Value);
    }

    /// <summary>The class names in the order of the scores, read from the model's own output.</summary>
    public static string[] GetClassNames(DataViewSchema schema)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema[nameof(ModelOutput.Score)].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine()
    {
        var mlContext = new MLContext();
        var model = mlContext.Model.Load(ModelPath, out _);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(model);
    }
}

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

        /// <summary>The name of the class with the highest adapted probability; empty for an image that cannot be read.</summary>
        public string PredictedClass { get; set; } = "";

        /// <summary>The adapted probability of each class.</summary>
        public float[] Score { get; set; } = [];

        /// <summary>The zero-shot probability of each class: CLIP as it is.</summary>
        public float[] ZeroShotScore { get; set; } = [];
    }

    private static readonly MLContext _mlContext = new();
    private static Lazy<ITransformer> _model = new(() => _mlContext.Model.Load(ModelPath, out _));

    /// <summary>Where the saved model is.</summary>
    public static string ModelPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "MLModel.zip");

    /// <summary>The model that was fitted here, else the saved one, loaded once and CLIP with it. <see cref="Predict"/> and <see cref="Evaluate"/> share it.</summary>
    public static ITransformer Model => _model.Value;

    /// <summary>The stage of the saved model that tunes and scores. Its options say what the model was made with.</summary>
    public static TptTransformer TuningStage => Stages(Model).OfType<TptTransformer>().Single();

    /// <summary>An engine over the saved model, made at the first prediction. It serves one thread at a time.</summary>
    public static readonly Lazy<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(() =>
        // An engine owns its model unless told otherwise, and would dispose it for all others.
        _mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(Model, new PredictionEngineOptions { OwnsTransformer = false }));

    /// <summary>Classifies one image.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value.Predict(input);

    /// <summary>Classifies one image and gives the adapted probability of every class, the highest first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input)
    {
        var scores = Predict(input).Score;
        return TuningStage.ClassNames.Select((name, k) => KeyValuePair.Create(name, scores[k])).OrderByDescending(pair => pair.Value);
    }

    /// <summary>Frees the model's memory.</summary>
    public static void Unload()
    {
        if (PredictEngine.IsValueCreated)
        {
            PredictEngine.Value.Dispose();
        }
        if (_model.IsValueCreated)
        {
            (Model as IDisposable)?.Dispose();
        }
    }

    private static IEnumerable<ITransformer> Stages(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];
}

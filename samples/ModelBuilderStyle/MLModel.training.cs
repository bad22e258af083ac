using Microsoft.ML;
using Tpt.Engine.Methods.PromptTuning;

namespace ModelBuilderStyle;

internal static partial class MLModel
{
    private const string ImageColumn = "Image";
    private const string PredictedLabelColumn = "PredictedLabel";

    /// <summary>
    /// Fits the pipeline and saves it. Nothing is learned from the images: fitting reads CLIP and the class names. This process goes on with
    /// what was fitted, so that CLIP is loaded once; another process loads the file.
    /// </summary>
    public static void Train(IReadOnlyList<ModelInput> images, IReadOnlyList<string> classNames, SampleSettings settings, CancellationToken cancellationToken)
    {
        var data = LoadData(_mlContext, images);
        var model = BuildPipeline(_mlContext, classNames, settings, cancellationToken).Fit(data);
        _model = new Lazy<ITransformer>(model);     // Unload disposes of it, also where it cannot be saved
        SaveModel(_mlContext, model, data, settings.ModelPath);
    }

    /// <summary>The rows as a data view; the images themselves are read while scoring.</summary>
    public static IDataView LoadData(MLContext mlContext, IReadOnlyList<ModelInput> images) => mlContext.Data.LoadFromEnumerable(images);

    /// <summary>
    /// From a path to a class name. Labels stay outside, so that the saved model asks for no label; they are mapped to
    /// the classes where it is evaluated.
    /// </summary>
    public static IEstimator<ITransformer> BuildPipeline(
        MLContext mlContext, IReadOnlyList<string> classNames, SampleSettings settings, CancellationToken cancellationToken) =>
        // The bytes of the files: one that is no picture then is a row without an answer, where LoadImages would end the run.
        mlContext.Transforms.LoadRawImageBytes(ImageColumn, imageFolder: null, inputColumnName: nameof(ModelInput.ImageSource))
            .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions
            {
                ClassNames = classNames,
                InputColumnName = ImageColumn,
                PredictedLabelColumnName = PredictedLabelColumn,
                ScoreColumnName = nameof(ModelOutput.Score),
                ZeroShotScoreColumnName = nameof(ModelOutput.ZeroShotScore),
                Model = { Path = settings.Clip, TokenizerFolder = settings.TokenizerFolder, Download = settings.Downloads },
                Prompt = { Template = settings.Template },
                Decoder = settings.Decoder,
                Images = { ApplyExifOrientation = settings.AppliesExif },
                Views = { Count = settings.Views, Seed = settings.Seed },
                Method = new PromptTuningOptions { Steps = settings.Steps },
                Approximations = { Precision = settings.Precision },
                CancellationToken = cancellationToken,
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ModelOutput.PredictedClass), PredictedLabelColumn));

    /// <summary>Saves the whole chain, with the built-in CLIP in it or a reference to another one, for <see cref="Model"/> to load.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string path) =>
        mlContext.Model.SaveTo(model, data.Schema, path);
}

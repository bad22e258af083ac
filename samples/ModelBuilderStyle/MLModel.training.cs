using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Engine.Methods.PromptTuning;

namespace ModelBuilderStyle;

internal static partial class MLModel
{
    private const string ImageColumn = "Image";
    private const string PredictedLabelColumn = "PredictedLabel";

    /// <summary>Fits the pipeline and saves it. Nothing is learned from the images: fitting reads CLIP and the class names.</summary>
    public static void Train(ImageFolder images, SampleSettings settings)
    {
        var mlContext = new MLContext();
        var data = LoadData(mlContext, images);
        var model = BuildPipeline(mlContext, images.ClassNames, settings).Fit(data);
        using var owned = model as IDisposable;
        SaveModel(mlContext, model, data, settings.ModelPath);
    }

    /// <summary>The rows of a folder as a data view; the images themselves are read while scoring.</summary>
    public static IDataView LoadData(MLContext mlContext, ImageFolder images) => mlContext.Data.LoadFromEnumerable(images.Rows);

    /// <summary>
    /// From a path to a class name. Labels stay outside, so that the saved model asks for no label; they are mapped to
    /// the classes where it is evaluated.
    /// </summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext, IReadOnlyList<string> classNames, SampleSettings settings) =>
        // The bytes of the files: one that is no picture then is a row without an answer, where LoadImages would end the run.
        mlContext.Transforms.LoadRawImageBytes(ImageColumn, imageFolder: null, inputColumnName: nameof(ModelInput.ImageSource))
            .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions
            {
                ClassNames = classNames,
                InputColumnName = ImageColumn,
                PredictedLabelColumnName = PredictedLabelColumn,
                ScoreColumnName = nameof(ModelOutput.Score),
                ZeroShotScoreColumnName = nameof(ModelOutput.ZeroShotScore),
                Views = { Count = settings.Views },
                Method = new PromptTuningOptions { Steps = settings.Steps },
                Model = { Path = settings.ClipFolder },
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(ModelOutput.PredictedClass), PredictedLabelColumn));

    /// <summary>How long plain zero-shot takes over the same images: the same columns by another stage, one view in place of many.</summary>
    public static TimeSpan TimeZeroShot(ImageFolder images, SampleSettings settings)
    {
        var mlContext = new MLContext();
        var data = LoadData(mlContext, images);
        var model = mlContext.Transforms.LoadRawImageBytes(ImageColumn, imageFolder: null, inputColumnName: nameof(ModelInput.ImageSource))
            .Append(mlContext.Transforms.ZeroShotImageClassification(images.ClassNames, inputColumnName: ImageColumn, modelPath: settings.ClipFolder))
            .Fit(data);
        using var owned = model as IDisposable;
        var clock = Stopwatch.StartNew();
        _ = model.Transform(data).GetColumn<float[]>("Score").Count();
        return clock.Elapsed;
    }

    /// <summary>Saves the whole chain, with the built-in CLIP in it or a reference to another one, for <see cref="Predict"/> and <see cref="Evaluate"/> to load.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        mlContext.Model.SaveTo(model, data.Schema, path);
    }
}

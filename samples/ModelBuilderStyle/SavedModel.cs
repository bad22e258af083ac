using Microsoft.ML;

namespace ModelBuilderStyle;

/// <summary>Whether a saved model is one that this sample can score with.</summary>
internal static class SavedModel
{
    private static readonly string[] _needed =
    [
        nameof(MLModel.ModelOutput.PredictedClass),
        nameof(MLModel.ModelOutput.Score),
        nameof(MLModel.ModelOutput.ZeroShotScore),
    ];

    /// <summary>Loads <see cref="MLModel.Model"/> and holds its columns against those of the sample.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a model of another kind.</exception>
    public static void Check()
    {
        if (!File.Exists(MLModel.ModelPath))
        {
            throw new FileNotFoundException($"--load is '{MLModel.ModelPath}', {(Directory.Exists(MLModel.ModelPath) ? "a folder" : "but there is no such file")}. Give a file that this sample saved (--save).");
        }
        try
        {
            _ = MLModel.Model;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"'{MLModel.ModelPath}' is no saved model that can be loaded: {ErrorText.Of(e)} Give one that this sample saved (--save).", e);
        }
        if (MLModel.Model is not IEnumerable<ITransformer> stages || stages.OfType<TptTransformer>().Count() != 1)
        {
            throw new InvalidDataException($"'{MLModel.ModelPath}' is a model without the stage TestTimePromptTuning. Give one that this sample saved (--save).");
        }
        DataViewSchema output;
        try
        {
            output = MLModel.Model.GetOutputSchema(MLModel.LoadData(new MLContext(), []).Schema);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{MLModel.ModelPath}' is a model that does not begin with a column {nameof(MLModel.ModelInput.ImageSource)} of paths: {ErrorText.Of(e)} Give one that this sample saved (--save).", e);
        }
        var missing = _needed.Where(name => output.GetColumnOrNull(name) is null).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidDataException($"'{MLModel.ModelPath}' is a model without the columns {string.Join(", ", missing)}. Give one that this sample saved (--save).");
        }
    }
}

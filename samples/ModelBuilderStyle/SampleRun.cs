using Microsoft.ML;
using Tpt.Engine.Methods.PromptTuning;

namespace ModelBuilderStyle;

/// <summary>One run of the sample: train or load, score, report.</summary>
internal static class SampleRun
{
    /// <param name="read">Gives the settings.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Func<SampleSettings> read)
    {
        using var interruption = new Interruption();
        try
        {
            return Run(read(), interruption.Token);
        }
        catch (Exception e) when (interruption.Token.IsCancellationRequested && ErrorText.IsCancellation(e))
        {
            Report.Stopped();
            return Interruption.ExitCode;
        }
        catch (Exception e) when (ErrorText.IsExpected(e))
        {
            Console.Error.WriteLine($"error: {ErrorText.Of(e)}");
            return 1;
        }
        finally
        {
            MLModel.Unload();
        }
    }

    private static int Run(SampleSettings settings, CancellationToken cancellationToken)
    {
        OutputFile.Check(settings.CsvPath, "--csv", "results.csv");
        OutputFile.Check(settings.JsonPath, "--json", "results.json");
        MLModel.ModelPath = settings.ModelPath;
        if (settings.LoadsModel)
        {
            SavedModel.Check();
        }
        var images = ImageFolderReader.Read(settings.ImagesPath, settings.LoadsModel ? MLModel.TuningStage.Options.Decoder : settings.Decoder);
        Prepare(images, settings, cancellationToken);
        var stage = MLModel.TuningStage.Options;
        Report.Turned(images, stage.Images.ApplyExifOrientation, isNew: !settings.LoadsModel);

        var progress = new ProgressReport(Report.Out, images.Rows.Count);
        var scored = progress.During(() => MLModel.Evaluate(images.Rows, progress, cancellationToken));
        var adapts = StepsOf(stage) > 0;
        Report.Time(scored, adapts);
        var evaluation = scored with { Unusable = [.. images.Unreadable, .. scored.Unusable] };
        if (settings.CsvPath is { } csv)
        {
            CsvFile.Write(csv, evaluation);
            Report.Written("CSV", csv);
        }
        if (settings.JsonPath is { } json)
        {
            JsonFile.Write(json, evaluation);
            Report.Written("JSON", json);
        }
        Report.Unusable(images, evaluation.Unusable);
        if (evaluation.Images.Count == 0)
        {
            throw new InvalidDataException("No image has an answer.");
        }

        ImageTables.Write(Report.Out, images, evaluation, adapts);
        Report.Metrics(evaluation, adapts);
        var first = images.Rows.First(image => image.ImageSource == evaluation.Images[0].ImageSource);
        Report.Classes(images, first, MLModel.PredictAllLabels(first));
        return 0;
    }

    /// <summary>Gives <see cref="MLModel.Model"/>: the one that is named, or a new one.</summary>
    private static void Prepare(ImageFolder images, SampleSettings settings, CancellationToken cancellationToken)
    {
        if (settings.LoadsModel)
        {
            var saved = MLModel.TuningStage.Options;
            Report.Opening(images, MLModel.TuningStage.ClassNames);
            Report.Loaded(settings.ModelPath);
            Report.Settings(saved.Model.Path, saved.Views.Count, StepsOf(saved));
            return;
        }
        OutputFile.Check(settings.ModelPath, "--save", "MLModel.zip");
        var classNames = settings.ClassNames ?? images.RequireClassFolders();
        Report.Opening(images, classNames);
        Report.Settings(settings.Clip, settings.Views, settings.Steps);
        MLModel.Train(images.Rows, classNames, settings, cancellationToken);
        Report.Saved(settings.ModelPath);
    }

    private static int StepsOf(TptOptions options) => options.Method is PromptTuningOptions { Steps: var steps } ? steps : 0;
}

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
            Console.Error.WriteLine("Stopped.");
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
        var images = ImageFolderReader.Read(settings.ImagesPath);
        Prepare(images, settings, cancellationToken);
        Report.LeftOut(images);
        Report.BeforeScoring(images, MLModel.TuningStage);

        var progress = new ProgressReport(Report.Out, images.Rows.Count);
        var scored = progress.During(() => MLModel.Evaluate(images.Rows, progress, cancellationToken));
        var evaluation = scored with { Unusable = [.. images.Unreadable, .. scored.Unusable] };
        Report.Time(evaluation);
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

        ImageTables.Write(Report.Out, images, evaluation, adapts: Report.StepsOf(MLModel.TuningStage) > 0);
        Report.Metrics(evaluation, Report.StepsOf(MLModel.TuningStage) > 0);
        var first = images.Rows.First(image => image.ImageSource == evaluation.Images[0].ImageSource);
        Report.Classes(images, first, MLModel.PredictAllLabels(first));
        return 0;
    }

    /// <summary>Gives <see cref="MLModel.Model"/>: the one that is named, or a new one.</summary>
    private static void Prepare(ImageFolder images, SampleSettings settings, CancellationToken cancellationToken)
    {
        MLModel.ModelPath = settings.ModelPath;
        if (settings.LoadsModel)
        {
            SavedModel.Check();
            Report.Opening(images, MLModel.TuningStage.ClassNames);
            Report.Loaded(settings.ModelPath);
            return;
        }
        OutputFile.Check(settings.ModelPath, "--save", "MLModel.zip");
        var classNames = settings.ClassNames ?? images.RequireClassFolders();
        Report.Opening(images, classNames);
        MLModel.Train(images.Rows, classNames, settings, cancellationToken);
        Report.Saved(settings.ModelPath);
    }
}

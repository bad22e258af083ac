using ModelBuilderStyle;

return SampleCommand.Create(Run).Parse(args).Invoke();

static int Run(SampleSettings settings)
{
    try
    {
        var images = ImageFolder.Read(settings.ImagesFolder, settings.ClassNames);
        Report.Opening(images, settings);

        MLModel.Train(images, settings);
        MLModel.ModelPath = settings.ModelPath;
        Report.Saved(settings.ModelPath);

        var evaluation = Report.WithProgress(images.Rows.Count, scored => MLModel.Evaluate(images, scored));
        Report.Images(evaluation.Images);
        if (evaluation.Metrics is { } metrics)
        {
            Report.Metrics(metrics, evaluation.Images);
        }

        var first = images.Rows[0];
        Report.Classes(first, MLModel.PredictAllLabels(first));
        return 0;
    }
    catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException
        or ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
    {
        // ML.NET wraps what goes wrong on another thread; the innermost message is the one that names the file or option.
        Console.Error.WriteLine($"error: {e.GetBaseException().Message}");
        return 1;
    }
}

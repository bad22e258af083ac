using System.Reflection;
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
        Report.Time(evaluation, settings);
        if (settings.Steps > 0)
        {
            Report.ZeroShotTime(MLModel.TimeZeroShot(images, settings), evaluation.Elapsed, images.Rows.Count);
        }
        Report.Unusable(evaluation.Unusable, images.Rows.Count);
        if (evaluation.Images.Count == 0)
        {
            Console.Error.WriteLine("error: no image has an answer.");
            return 1;
        }
        Report.Images(evaluation.Images);
        if (evaluation.Metrics is { } metrics)
        {
            Report.Metrics(metrics, evaluation.Images);
        }

        var first = images.Rows.First(image => image.ImageSource == evaluation.Images[0].ImageSource);
        Report.Classes(first, MLModel.PredictAllLabels(first));
        return 0;
    }
    catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException
        or ArgumentException or FormatException or InvalidOperationException or NotSupportedException or TargetInvocationException)
    {
        Console.Error.WriteLine($"error: {MessageOf(e)}");
        return 1;
    }
}

// ML.NET wraps what a stage throws, and this library what it was told by others: its own message names the row, file or option.
static string MessageOf(Exception exception)
{
    for (var e = exception; e is not null; e = e.InnerException)
    {
        if (e.Source is "Microsoft.ML.Tpt" or "Tpt.Engine" or "ModelBuilderStyle")
        {
            return e.Message;
        }
    }
    return exception.GetBaseException().Message;
}

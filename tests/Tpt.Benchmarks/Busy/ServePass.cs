using System.Threading.Channels;
using Microsoft.ML;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.Busy;

/// <summary>Bursts of requests as the web service of the README gets them, without HTTP, in a process of its own: two prediction engines in a channel.</summary>
internal static class ServePass
{
    public const string CommandName = "busy-serve";

    /// <summary>The measure of a request: the time of all by their number.</summary>
    public const string RequestSeconds = "request_s";

    /// <summary>How many requests arrive at once.</summary>
    public const int Requests = 50;

    private const int Engines = 2;

    public static void Run(int bursts)
    {
        var context = new MLContext();
        var images = EvaluationImages.Read(EvaluationImages.SampleFolder);
        using var model = context.Transforms.TestTimePromptTuning([.. images.ClassNames]).Fit(context.Data.LoadFromEnumerable(Array.Empty<Picture>()));
        var engines = Channel.CreateUnbounded<PredictionEngine<Picture, Answer>>();
        for (var i = 0; i < Engines; i++)
        {
            engines.Writer.TryWrite(context.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false }));
        }
        var paths = images.Cycle(Requests);
        var seconds = Alternation.Time(() =>
        {
            for (var i = 0; i < bursts; i++)
            {
                Task.WaitAll([.. paths.Select(path => Task.Run(() => ServeAsync(engines, path)))]);
            }
        });
        ChildProcess.Report(RequestSeconds, seconds / (bursts * Requests));
        PeakMemory.ReportSettled();
    }

    private static async Task ServeAsync(Channel<PredictionEngine<Picture, Answer>> engines, string path)
    {
        var picture = new Picture { Image = await File.ReadAllBytesAsync(path) };
        var engine = await engines.Reader.ReadAsync();
        try
        {
            if (!engine.Predict(picture).Score.All(float.IsFinite))
            {
                throw new InvalidOperationException($"'{path}' has no scores.");
            }
        }
        finally
        {
            engines.Writer.TryWrite(engine);
        }
    }

    private sealed class Picture
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}

using Microsoft.ML;

namespace ClassificationService.Answers;

/// <summary>Where the time went, in seconds.</summary>
internal sealed record StageSeconds(double Read, double Wait, double Prepare, double Queue, double Score)
{
    public static StageSeconds Of(TptServiceTimes times)
        => new(times.Reading.TotalSeconds, times.Waiting.TotalSeconds, times.Preparing.TotalSeconds, times.Queued.TotalSeconds, times.Scoring.TotalSeconds);
}

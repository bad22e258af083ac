using System.Globalization;
using System.Diagnostics;
using Microsoft.ML;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using static System.FormattableString;

namespace Tpt.Benchmarks.Service;

/// <summary>
/// The service on the built-in model under more load than it can bear, a tenth of it hostile: does it live, does its memory stay, has every answer the
/// bits of its picture alone, is the wait bounded by the queue, and is it as fast as the pipeline?
/// </summary>
internal static class ServiceBenchmark
{
    private const int PictureCount = 24;
    private const int ClassCount = 10;
    private const int QueueCapacity = 32;
    private const int PipelinePasses = 3;

    /// <summary>Beside the pictures of the queue there is one batch in the engine, and the answer's way.</summary>
    private const double Slack = 1.25;

    /// <summary>Seconds of load before anything is measured: memory settles in them.</summary>
    private const double MostWarmUp = 30;

    /// <summary>Of the medians of resident memory. What was measured without growth differs by less.</summary>
    private const double MostGrowth = 1.05;
    private const double LeastThroughput = 0.95;

    /// <returns>The exit code: 1 where something does not hold.</returns>
    public static async Task<int> RunAsync(int seconds, double load, CancellationToken cancellationToken)
    {
        var images = EvaluationImages.Read(EvaluationImages.SampleFolder);
        string[] classNames = [.. images.ClassNames.Take(ClassCount)];
        var paths = images.Cycle(PictureCount);
        var pictures = Alone(classNames, paths);
        var before = PipelineRate(classNames, paths);
        Console.WriteLine(Invariant($"pipeline: {before:F2} pictures/s"));

        using var service = await ServedProcess.StartAsync(classNames, QueueCapacity);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
        while (!(await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken)).IsSuccessStatusCode)
        {
            await Task.Delay(100, cancellationToken);
        }
        var hostile = HostileBody.All(pictures[0].File);
        using var warmUp = new LoadGenerator(client, pictures, hostile);
        await warmUp.RunAsync(load * before, Math.Min(MostWarmUp, seconds / 2.0), cancellationToken);
        using var memory = new MemorySamples(service);
        using var generator = new LoadGenerator(client, pictures, hostile);
        var clock = Stopwatch.StartNew();
        var results = await generator.RunAsync(load * before, seconds, cancellationToken);
        var took = clock.Elapsed.TotalSeconds;
        await memory.StopAsync();
        var exit = service.HasExited ? -1 : await service.StopAsync();
        // The machine may be another's too: what the pipeline does after the load counts as much as before.
        var after = PipelineRate(classNames, paths);
        Console.WriteLine(Invariant($"pipeline again: {after:F2} pictures/s"));
        return Report(results, took, (before + after) / 2, memory, exit);
    }

    private static int Report(IReadOnlyList<LoadResult> results, double took, double pipeline, MemorySamples memory, int exit)
    {
        foreach (var status in results.GroupBy(result => (result.IsHostile, result.Status)).OrderBy(group => group.Key))
        {
            Console.WriteLine(Invariant($"{(status.Key.IsHostile ? "hostile" : "pictures")}: {status.Count()} with status {status.Key.Status}"));
        }
        double[] accepted = [.. results.Where(result => result is { IsHostile: false, Status: 200 }).Select(result => result.Seconds).Order()];
        var rate = accepted.Length / took;
        var p99 = accepted.Length == 0 ? double.NaN : accepted[(int)Math.Ceiling(0.99 * accepted.Length) - 1];
        var bound = Slack * QueueCapacity / rate;
        var wrong = results.Count(result => !result.IsRight);
        Console.WriteLine(Invariant($"answers: p50 {(accepted.Length == 0 ? double.NaN : accepted[accepted.Length / 2]):F2} s, p99 {p99:F2} s"));
        Console.WriteLine($"memory in MB, the median of each tenth: {string.Join(' ', memory.Tenths.Select(bytes => (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture)))}");
        bool[] holds =
        [
            Check(exit == 0, Invariant($"the service ended with {exit} when it was told to")),
            Check(wrong == 0, Invariant($"{wrong} of {results.Count} requests had a wrong status or other bits than the picture alone")),
            Check(memory.Growth <= MostGrowth, Invariant($"memory: {memory.Middle / 1e6:F0} MB in the middle of the second third, {memory.Last / 1e6:F0} MB of the last, {memory.Growth:F3} times as much (at most {MostGrowth}); {memory.Peak / 1e6:F0} MB at most")),
            Check(p99 <= bound, Invariant($"p99 {p99:F2} s, bounded by the queue of {QueueCapacity} over the rate: {bound:F2} s")),
            Check(rate >= LeastThroughput * pipeline, Invariant($"throughput {rate:F2} pictures/s, {rate / pipeline:P1} of the pipeline's (at least {LeastThroughput:P0})")),
        ];
        return holds.All(hold => hold) ? 0 : 1;
    }

    private static bool Check(bool holds, string what)
    {
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {what}");
        return holds;
    }

    /// <summary>Pictures a second of the ML.NET pipeline, the best of some passes.</summary>
    private static double PipelineRate(string[] classNames, string[] paths)
    {
        using var pipeline = new BuiltInPipeline(classNames);
        pipeline.Time([.. paths.Take(4)]);
        return paths.Length / Enumerable.Range(0, PipelinePasses).Min(_ => pipeline.Time(paths));
    }

    private static List<(byte[] File, IReadOnlyDictionary<string, float> Scores)> Alone(string[] classNames, string[] paths)
    {
        using var clip = ClipModel.LoadBuiltIn();
        using var classifier = new TptClassifier(clip, classNames);
        return [.. paths.Select(path =>
        {
            var file = File.ReadAllBytes(path);
            var scores = classifier.Predict(ImageDecoders.SkiaSharp.Decode(file).Pixels!).Scores.ToArray();
            return (file, (IReadOnlyDictionary<string, float>)classNames.Zip(scores).ToDictionary(one => one.First, one => one.Second, StringComparer.Ordinal));
        })];
    }
}

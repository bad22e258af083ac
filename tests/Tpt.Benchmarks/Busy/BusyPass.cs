using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.Busy;

/// <summary>Passes over some pictures, in a process of its own.</summary>
internal static class BusyPass
{
    public const string CommandName = "busy-pass";

    /// <summary>The measure of a pass.</summary>
    public const string Seconds = "seconds";

    public const int Rows = 12;

    private const string OneTeam = "one team";
    private const string TwoTeams = "two teams";

    /// <summary>
    /// How many teams of OpenMP's threads there are while pictures are scored: that of the thread that scores, and that of the thread that fitted,
    /// unless it has ended. libgomp spins long while there are no more threads in teams than cores, and shortly otherwise.
    /// </summary>
    public static IReadOnlyList<string> Teams { get; } = [OneTeam, TwoTeams];

    /// <param name="teams">One of <see cref="Teams"/>.</param>
    /// <param name="passes">How many passes are timed.</param>
    /// <param name="measureMemory">Whether peak and settled memory are measured behind them, which takes some seconds.</param>
    public static void Run(string teams, int passes, bool measureMemory)
    {
        var images = EvaluationImages.Read(EvaluationImages.SampleFolder);
        using var end = new ManualResetEventSlim(teams == OneTeam);
        var (pipeline, fitting) = Fit(images.ClassNames, end);
        using (pipeline)
        {
            pipeline.Time(images.Cycle(1));
            var paths = images.Cycle(Rows);
            ChildProcess.Report(Seconds, Alternation.Median([.. Enumerable.Range(0, passes).Select(_ => pipeline.Time(paths))]));
            if (measureMemory)
            {
                PeakMemory.ReportSettled();
            }
        }
        end.Set();
        fitting.Join();
    }

    /// <summary>Fits on a thread that ends when it is told to.</summary>
    private static (BuiltInPipeline Pipeline, Thread Fitting) Fit(IReadOnlyList<string> classNames, ManualResetEventSlim end)
    {
        var pipeline = new TaskCompletionSource<BuiltInPipeline>();
        var thread = new Thread(() =>
        {
            pipeline.SetResult(new BuiltInPipeline(classNames));
            end.Wait();
        });
        thread.Start();
        if (end.IsSet)
        {
            thread.Join();
        }
        return (pipeline.Task.Result, thread);
    }
}

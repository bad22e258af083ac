using System.Collections.Concurrent;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public sealed class ParallelLoopTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(64, 1)]
    [InlineData(64, 3)]
    [InlineData(3, 64)]
    public void Run_AnyThreads_CallsEveryRoundOnce(int count, int threads)
    {
        var rounds = new ConcurrentBag<int>();

        ParallelLoop.Run(count, threads, rounds.Add);

        rounds.Order().Should().Equal(Enumerable.Range(0, count));
    }

    [Fact]
    public void Run_OneThread_StaysOnTheCallersInOrder()
    {
        var rounds = new List<(int, int)>();

        ParallelLoop.Run(10, 1, i => rounds.Add((i, Environment.CurrentManagedThreadId)));

        rounds.Should().Equal(Enumerable.Range(0, 10).Select(i => (i, Environment.CurrentManagedThreadId)));
    }

    [Fact]
    public void Run_TwoThreads_RunsTwoRoundsAtOnce()
    {
        using var both = new Barrier(2);

        ParallelLoop.Run(2, 2, _ => both.SignalAndWait(TimeSpan.FromSeconds(60)).Should().BeTrue());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_FailingRound_ThrowsItsExceptionOnceAllHaveEnded(int threads)
    {
        var error = new InvalidOperationException("round 5");
        int running = 0, begun = 0;

        var run = () => ParallelLoop.Run(100_000, threads, i =>
        {
            Interlocked.Increment(ref begun);
            Interlocked.Increment(ref running);
            try
            {
                if (i == 5)
                {
                    throw error;
                }

                Thread.Sleep(1);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });

        run.Should().Throw<InvalidOperationException>().Which.Should().BeSameAs(error);
        running.Should().Be(0);
        begun.Should().BeLessThan(100_000);
    }

    [Fact]
    public async Task Run_InManyTasksAtOnce_EndsInAll()
    {
        int rounds = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ParallelLoop.Run(64, 8, _ => Interlocked.Increment(ref rounds)))));

        rounds.Should().Be(16 * 64);
    }
}

using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public sealed class ParallelLoopTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_BodyThatThrows_ThrowsThatAndNothingAroundIt(int threads)
        => FluentActions.Invoking(() => ParallelLoop.Run(64, threads, i => ArgumentOutOfRangeException.ThrowIfEqual(i, 9)))
            .Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Run_AnyNumberOfThreads_RunsEachOnce(int threads)
    {
        var runs = new int[64];

        ParallelLoop.Run(runs.Length, threads, i => Interlocked.Increment(ref runs[i]));

        runs.Should().OnlyContain(count => count == 1);
    }
}

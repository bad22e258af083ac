using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Devices;

/// <summary>Work from many threads on one thread.</summary>
public sealed class ScoringThreadTests
{
    private static readonly TimeSpan _longTime = TimeSpan.FromMinutes(1);

    private readonly ScoringThread _thread = new(ScoringThread.IdleTime);

    [Fact]
    public void Run_FromManyThreads_OneOtherThreadDoesItInTurn()
    {
        var (atWork, atOnce, workers) = (0, 0, new HashSet<Thread>());
        var callers = Enumerable.Range(0, 8).Select(i => new Thread(() => _thread.Run(() =>
        {
            atOnce = Math.Max(atOnce, Interlocked.Increment(ref atWork));
            workers.Add(Thread.CurrentThread);
            Thread.Sleep(5);
            return Interlocked.Decrement(ref atWork);
        }))).ToArray();

        StartAndJoin(callers);

        atOnce.Should().Be(1);
        workers.Should().ContainSingle().Which.Should().NotBe(Thread.CurrentThread);
        callers.Should().NotContain(workers);
    }

    [Fact]
    public void Run_WorkThatThrows_GivesTheCallerTheExceptionAndGoesOn()
    {
        var expected = new InvalidOperationException("this one");
        var run = () => _thread.Run<int>(() => throw expected);

        run.Should().Throw<InvalidOperationException>().Which.Should().BeSameAs(expected);
        _thread.Run(() => 7).Should().Be(7);
    }

    [Fact]
    public async Task Run_WithinItsWork_IsDoneAtOnce()
    {
        var result = await Task.Run(() => _thread.Run(() => _thread.Run(() => 7))).WaitAsync(_longTime);

        result.Should().Be(7);
    }

    [Fact]
    public void Run_CallerIsInterrupted_WaitsForTheWorkFirst()
    {
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var (done, result, interrupted) = (false, 0, false);
        var caller = new Thread(() =>
        {
            result = _thread.Run(() =>
            {
                started.Set();
                goOn.Wait();
                done = true;
                return 7;
            });
            interrupted = IsInterrupted();
        });
        caller.Start();
        started.Wait();

        caller.Interrupt();
        caller.Join(TimeSpan.FromMilliseconds(50)).Should().BeFalse("the work reads what the caller owns");
        goOn.Set();

        caller.Join(_longTime).Should().BeTrue();
        (done, result, interrupted).Should().Be((true, 7, true));
    }

    [Fact]
    public void Run_AfterTheIdleTime_TheThreadHasEndedAndAnotherServes()
    {
        var thread = new ScoringThread(TimeSpan.FromMilliseconds(20));
        var first = thread.Run(() => Thread.CurrentThread);

        first.Join(_longTime).Should().BeTrue();
        thread.Run(() => Thread.CurrentThread).Should().NotBe(first);
    }

    [Fact]
    public void Run_AfterItsWork_HoldsNothingOfIt()
    {
        var held = RunWithAnObject();

        GC.Collect();
        GC.WaitForPendingFinalizers();

        held.TryGetTarget(out _).Should().BeFalse();
    }

    [Fact]
    public void Run_CallerHasSetTheNumberOfThreads_ItCounts()
    {
        var usual = get_num_threads();
        try
        {
            var numbers = new[] { usual, usual + 1, usual + 2, usual }.Select(number =>
            {
                set_num_threads(number);
                return _thread.Run(get_num_threads);
            });

            numbers.Should().Equal(usual, usual + 1, usual + 2, usual);
        }
        finally
        {
            set_num_threads(usual);
        }
    }

    private WeakReference<object> RunWithAnObject()
    {
        var held = new object();
        _thread.Run(held.GetHashCode);
        // Now the thread waits again: it answers this from an empty queue.
        _thread.Run(() => 0);
        return new WeakReference<object>(held);
    }

    private static bool IsInterrupted()
    {
        try
        {
            Thread.Sleep(1);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }

    private static void StartAndJoin(Thread[] threads)
    {
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }
}

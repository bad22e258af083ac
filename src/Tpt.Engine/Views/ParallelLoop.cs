using System.Runtime.ExceptionServices;

namespace Tpt.Engine.Views;

/// <summary>A loop whose rounds do not depend on each other, on several threads.</summary>
internal static class ParallelLoop
{
    /// <summary>Calls the body for every number from 0. The calling thread takes part, so a pool without a free thread holds nothing up.</summary>
    /// <param name="count">The number of rounds.</param>
    /// <param name="threads">The most threads, at least 1; with 1 the rounds run in order on the calling thread.</param>
    /// <param name="body">A round. If one throws, no further ones begin; the exception comes out as it is once all that run have ended.</param>
    public static void Run(int count, int threads, Action<int> body)
    {
        threads = Math.Min(threads, count);
        if (threads <= 1)
        {
            for (var i = 0; i < count; i++)
            {
                body(i);
            }

            return;
        }

        // One round at a time: the rounds differ in length, and those that Parallel hands out in runs would leave a thread waiting.
        var next = -1;
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, (_, loop) =>
            {
                for (int i; !loop.IsExceptional && (i = Interlocked.Increment(ref next)) < count;)
                {
                    body(i);
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}

using Tpt.Cli.Evaluation;

namespace Tpt.Cli.Tests.Evaluation.Support;

/// <summary>Counts rows, and does something when so many are scored.</summary>
internal sealed class CountingProgress(int after = int.MaxValue, Action? then = null) : IRunProgress
{
    public int Count { get; private set; }

    public int Earlier { get; private set; }

    public bool HasEnded { get; private set; }

    public void Begin(int total, int done) => Earlier = done;

    public void Scored()
    {
        Count++;
        if (Count == after)
        {
            then!();
        }
    }

    public void End() => HasEnded = true;
}

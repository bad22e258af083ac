namespace Tpt.Fuzz.Supervision;

/// <summary>What a target's inputs came to.</summary>
internal sealed class TargetResult(string target)
{
    private readonly List<Finding> _findings = [];

    public string Target { get; } = target;

    public long Inputs { get; private set; }

    public long Refused { get; private set; }

    public long Accepted { get; private set; }

    /// <summary>Inputs that did the same as one of the findings.</summary>
    public long Repeated { get; set; }

    public long WorstGrowth { get; private set; }

    public TimeSpan WorstTime { get; private set; }

    /// <summary>Slow or large inputs that were neither in a process of their own.</summary>
    public int Unconfirmed { get; set; }

    public TimeSpan Elapsed { get; set; }

    /// <summary>The findings, no two of one signature.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>Takes over what a worker counted. An input that ended it is counted here.</summary>
    public void Add(WorkerStatus status, bool ended)
    {
        Inputs += status.Inputs + (ended ? 1 : 0);
        Refused += status.Refused;
        Accepted += status.Accepted;
        Repeated += status.Repeated;
        WorstGrowth = Math.Max(WorstGrowth, status.WorstGrowth);
        WorstTime = TimeSpan.FromMicroseconds(Math.Max(WorstTime.TotalMicroseconds, status.WorstMicroseconds));
    }
}
